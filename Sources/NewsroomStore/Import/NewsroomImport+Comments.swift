import Foundation
import Newsroom

/// Writes the comments of a document, each name as one guest.
struct ImportedComments {
    /// How what is read is made of what was written.
    let render: @Sendable (String) throws -> CommentText
    private(set) var count = 0
    private var guests: [String: CommentAuthor] = [:]

    init(render: @escaping @Sendable (String) throws -> CommentText) {
        self.render = render
    }

    /// Adds comments and their answers under an article.
    /// - Parameter policy: How its section takes them; it says why one waits that waits for nothing else.
    mutating func add(
        _ comments: [ImportPlan.Comment], under article: Identifier<Article>, answering parent: Comment? = nil,
        _ policy: CommentPolicy, to transaction: NewsroomTransaction
    ) async throws {
        for planned in comments {
            let author = try await guest(planned.name, at: planned.createdAt, in: transaction)
            let rules = HoldRules(policy: policy, words: try await transaction.words())
            let reader = Commenter(role: .reader, standing: .normal, isKnown: policy == .premoderated)
            let text = try render(planned.body)
            let comment = try Comment(
                id: Identifier(at: planned.createdAt), to: article, answering: parent, by: author,
                saying: text, holds: planned.isHeld ? rules.holds(on: text, by: reader, at: planned.createdAt) : [],
                at: planned.createdAt)
            try await transaction.insert(comment)
            count += 1
            try await add(planned.answers, under: article, answering: comment, policy, to: transaction)
        }
    }

    private mutating func guest(_ name: String, at time: Date, in transaction: NewsroomTransaction) async throws
        -> CommentAuthor
    {
        if let guest = guests[name] { return guest }
        let account = try Account(id: Identifier(at: time), identity: .guest, name: name, at: time)
        try await transaction.insert(account)
        let guest = CommentAuthor(id: account.id, name: name, kind: account.identity.kind)
        guests[name] = guest
        return guest
    }
}
