import ArgumentParser
import Foundation
import Newsroom
import NewsroomStore
import NewsroomWeb

/// `courant import`.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Load a newsroom from a document: all of it or nothing.",
        usage: "courant import <file> [--if-empty] [<settings>]",
        discussion: ConfigurationKey.help(for: [.everyCommand]))

    @Argument(help: "A JSON document as sql/seed/newsroom.json.")
    var file: String
    @Flag(help: "Only when the database holds no article yet.")
    var ifEmpty = false
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        guard let document = FileManager.default.contents(atPath: file) else {
            throw UsageError("The file \(file) cannot be read")
        }
        let summary: ImportSummary? = try await withStore(options) { store in
            if ifEmpty, try await !store.isEmpty() { return nil }
            return try await store.importNewsroom(
                from: document, at: Date(), rendering: { try CommentText(checking: $0) }
            ) { done, all in
                if done == all || done.isMultiple(of: 50) { Output.note("\(done) of \(all) articles") }
            }
        }
        guard let summary else { return Output.line("nothing imported: there are articles already") }
        Output.line(
            "imported \(summary.articles) articles, \(summary.corrections) corrections, \(summary.comments) comments, \(summary.authors) authors, \(summary.sections) sections"
        )
    }
}
