import Foundation
import HTTPTypes
import LiveFeed
import Logging
import Newsroom
import TestSupport
import Testing

@testable import NewsroomWeb
@testable import courant

/// What the README says of the program is what the program does.
struct ReadmeTests {
    private func readme(_ heading: String) throws -> [[String]] {
        try MarkdownTable(under: heading, of: "README.md").rows
    }

    @Test func `Every setting stands there with flag, variable, key, default, values and meaning, and no other does`() throws {
        let wanted = ConfigurationKey.all.map { key in
            let defaultText = key.defaultText.map { $0.isEmpty ? "none" : $0 } ?? "–"
            return [key.flag, key.variable, key.name, defaultText, values(key.kind), key.doc]
        }
        #expect(try readme("## Configuration") == wanted)
    }

    private func values(_ kind: ConfigurationKey.Kind) -> String {
        switch kind {
        case .text: "text"
        case .number(let range): "\(range.lowerBound)…\(range.upperBound)"
        case .duration: "duration"
        case .bytes: "bytes"
        case .list: "list"
        }
    }

    @Test func `Every problem's code stands there with its status and title, and no other does`() throws {
        let wanted = ProblemCode.allCases.map { [String($0.status.code), $0.rawValue, $0.title] }
        let told = try readme("### Problems").map { Array($0.prefix(3)) }
        #expect(told.sorted { $0[1] < $1[1] } == wanted.sorted { $0[1] < $1[1] })
    }

    @Test func `Every route stands there, and no other does`() async throws {
        let sources = try await ConfigurationSources(
            arguments: ["--templates-directory", "\(TestCluster.checkout)/templates"],
            environment: [
                "DATABASE_URL": "postgresql:///none?host=/nonexistent", "COURANT_SQL_DIRECTORY": "\(TestCluster.checkout)/sql",
            ],
            scopes: [.everyCommand, .serve])
        let graph = try Graph(try Settings(sources), metrics: PrometheusRegistry(), logger: .tests)
        let told = try readme("### Routes").map { "\($0[0]) \($0[1])" }
        #expect(told.sorted() == graph.routes.sorted())
    }

    @Test func `Every limit is the code's`() throws {
        let feed = FeedConfiguration()
        let delays = RequestDeadlineState.Delays()
        let wanted = [
            "Headline": characters(Limits.headlineCharacters),
            "Standfirst, section summary": characters(Limits.standfirstCharacters),
            "Body": "\(Limits.maxBodyBytes) bytes of Markdown in UTF-8",
            "Tags on an article": "\(Limits.maxTagCount)",
            "Tag": characters(Limits.tagCharacters),
            "Slug": characters(Limits.slugCharacters),
            "Section's title, author's or token's name": characters(Limits.nameCharacters),
            "Correction's note, reason of a withdrawal": characters(Limits.noteCharacters),
            "Code points in a text": "\(Limits.maxCodePointsPerCharacter) for each character that it may have",
            "Search query": characters(Limits.searchCharacters),
            "Items on a page of a list": "\(range(Limits.pageItems)), default \(Limits.defaultPageItems)",
            "Events in an answer of /v1/events": "\(range(Limits.pageEvents)), default \(Limits.defaultPageEvents)",
            "Long poll": "\(Limits.maxPollWait.components.seconds) s",
            "Long polls held on a node": "\(feed.maxPolls)",
            "Topics of a stream or a read": range(Limits.topicCount),
            "Comment":
                "\(characters(Limits.commentCharacters)), 65536 bytes; \(Limits.maxCommentDepth) above it in its thread",
            "Comment's edit": "within \(seconds(Limits.commentEditWindow))",
            "Comments of a thread on a page": "\(Limits.maxThreadComments), oldest first",
            "Comments on a page of a list": "\(Limits.maxListedComments), in whole threads",
            "Comments written, changed or taken back":
                "\(rate(.comment)) by one account, \(rate(.commentAddress)) from one address",
            "Guests who begin": "\(rate(.guest)) from one address",
            "Comments reported": "\(rate(.report)) by one account, \(rate(.reportAddress)) from one address",
            "Note of a report or of a moderator": characters(Limits.reportNoteCharacters),
            "Reports of known readers that hold a comment": "\(Limits.reportsThatHold)",
            "Comments decided at one stroke": range(Limits.batchCount),
            "Words that hold comments":
                "\(Limits.maxWordCount) on each list, \(characters(Limits.wordCharacters)) each",
            "Claim of a comment":
                "\(seconds(Limits.claimLease)) unless renewed; \(Limits.maxClaimCount) for a console",
            "Request body": "\(Limits.maxRequestBytes) bytes",
            "Request headers": "\(WebServerConfiguration.maxHeaderBytes) bytes together, 100 fields",
            "First request on a connection": "head within \(seconds(delays.firstHead))",
            "Next request on a connection": "head within \(seconds(delays.nextHead))",
            "Request's body on the wire": "within \(seconds(delays.body))",
            "Handle, name of an account": characters(Limits.nameCharacters),
            "Passphrase": "\(characters(Limits.passphraseCharacters)), \(Limits.maxPassphraseBytes) bytes in UTF-8",
            "Signed in with one passphrase or token": "\(Limits.sessionLifetime.components.seconds / 86400) d",
            "Attempts to sign in": "\(rate(.signIn)) for a handle from one address, \(rate(.signInAddress)) from one address",
            "Accounts made": "\(rate(.signUp)) from one address",
            "Addresses that a limit remembers": "\(RateKeeper.maxKeyCount) on a node",
            "Passphrases hashed at once":
                "\(PassphraseHasher.threadCount), and \(PassphraseHasher.maxWaitingCount - PassphraseHasher.threadCount) waiting",
            "Token of single sign-on": "\(SingleSignOn.maxTokenBytes) bytes",
            "Idempotency-Key": characters(Limits.idempotencyKeyCharacters),
            "Answer kept for an Idempotency-Key": "\(Limits.idempotencyKeyLifetime.components.seconds / 3600) h",
            "Replay of a stream": "\(feed.maxReplayPositions) positions back",
            "Reads of the log for replays at once":
                "\(feed.maxLogReads), and \(feed.maxWaitingLogReads) waiting; readers who come back together share them",
            "Readers who are sent a page of a replay at once": "\(feed.maxReplays)",
            "Replayed pages kept for the next reader": "\(feed.maxReplayBytes) bytes",
            "Events told together": "\(feed.maxUnsentBytes) bytes in one write",
            "First byte on a plain connection":
                "within \(seconds(Entrance.patience)); then \(seconds(delays.firstHead)) more for the head",
            "Bytes unsent for a reader": "\(feed.maxUnsentBytes) here, \(feed.socketBufferBytes) in the kernel",
            "One page of a replay": "read by the client within \(seconds(feed.replayPageDeadline))",
            "Reconnection time told to streams":
                "\(seconds(feed.retry)) on average, ×0.5…1.5 at random; ×0.5…7.5 when overloaded",
            "Sets of labels of a metric": "\(PrometheusRegistry.maxSeriesCount)",
        ]
        let told = try readme("## Limits").map { ($0[0], $0[1]) }
        #expect(Set(told.map(\.0)) == Set(wanted.keys))
        for (name, value) in told { #expect(wanted[name] == value, "\(name)") }
    }

    private func rate(_ limit: RateLimit) -> String { "\(limit.quota) in \(seconds(limit.window))" }

    private func range(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound)…\(range.upperBound)" }

    private func characters(_ range: ClosedRange<Int>) -> String { "\(self.range(range)) characters" }

    private func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }

    @Test func `Every page and picture that is linked to is there`() throws {
        for page in ["README.md", "ops/decisions/README.md"] {
            let text = try String(contentsOfFile: "\(TestCluster.checkout)/\(page)", encoding: .utf8)
            let folder = URL(filePath: "\(TestCluster.checkout)/\(page)").deletingLastPathComponent()
            for link in text.matches(of: /\]\((?<path>[^):#]+)\)/).map({ String($0.output.path) }) {
                #expect(FileManager.default.fileExists(atPath: folder.appending(path: link).path), "\(page): \(link)")
            }
        }
    }

    @Test func `Every decision is in the index`() throws {
        let index = try String(contentsOfFile: "\(TestCluster.checkout)/ops/decisions/README.md", encoding: .utf8)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(TestCluster.checkout)/ops/decisions") {
            if name != "README.md" { #expect(index.contains("(\(name))"), "\(name)") }
        }
    }
}
