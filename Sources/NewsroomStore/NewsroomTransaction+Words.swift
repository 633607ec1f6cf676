public import Foundation
public import Newsroom
import Postgres

extension NewsroomTransaction {
    /// The lists of words that hold comments, as this node has them ready.
    ///
    /// Source: `sql/word/revision.sql`, `sql/word/all.sql`.
    public func words() async throws -> WordList {
        let revision = try await rows(.wordRevision).only.decode("revision", as: Int.self)
        if let words = shelf.words(revision: revision) { return words }
        var lists: [WordList.Kind: [String]] = [:]
        for row in try await rows(.wordAll) { lists[try row.choice("list"), default: []].append(try row.decode("word")) }
        let words = WordList(banned: lists[.banned] ?? [], suspect: lists[.suspect] ?? [], revision: revision)
        shelf.keep(words)
        return words
    }

    /// Puts other lists in the place of those that are there.
    /// - Parameter revision: Of the lists that the change was made from.
    /// - Returns: The lists, as they are kept now.
    /// - Throws: `FieldErrors`; `CommentError.stale` when somebody changed them since.
    ///
    /// Source: `sql/word/next_revision.sql`, `sql/word/clear.sql`, `sql/word/insert.sql`.
    public func setWords(
        banned: [String], suspect: [String], revision: Int, by actor: AuditActor, at now: Date
    ) async throws -> WordList {
        guard try await !rows(.wordNextRevision, [revision]).isEmpty else {
            throw CommentError.stale(current: try await rows(.wordRevision).only.decode("revision"))
        }
        let words = WordList(banned: banned, suspect: suspect, revision: revision + 1)
        _ = try await rows(.wordClear)
        for list in WordList.Kind.allCases {
            let entries = words.words.filter { $0.list == list }.map(\.word)
            _ = try await rows(.wordInsert, [entries, list.rawValue])
        }
        try await insert(
            AuditEntry(
                id: Identifier(at: now), at: now, by: actor, action: .words, details: #"{"revision":\#(words.revision)}"#))
        return words
    }
}

extension NewsroomStore {
    /// The lists of words that hold comments.
    public func words() async throws -> WordList {
        try await write { try await $0.words() }
    }
}
