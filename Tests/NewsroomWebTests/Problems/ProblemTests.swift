import HTTPTypes
import Hummingbird
import Newsroom
import NewsroomStore
import NIOCore
import Postgres
import Testing

@testable import NewsroomWeb

struct ProblemTests {
    private struct Unknown: Error {}

    static let errors: [(any Error, ProblemCode)] = [
        (FieldErrors(field: "a", "is wrong"), .invalidFields), (ArticleError.stale(current: 4), .stale),
        (ArticleError.notAllowed(status: .draft, action: "correct"), .notAllowed),
        (StoreError.idempotencyKeyReused, .idempotencyKeyReused),
        (StoreError.notReady("x"), .unavailable), (HTTPError(.notFound), .notFound),
        (HTTPError(.contentTooLarge), .bodyTooLarge),
        (HTTPError(.badRequest), .malformedRequest), (PostgresError(.connectionFailed, "secret host"), .unavailable),
        (PostgresError(.decodingFailed, "secret column"), .internalError), (Unknown(), .internalError),
        (Problem(.withdrawn, "x"), .withdrawn),
    ]

    @Test(arguments: errors.indices)
    func `An error becomes its problem, and tells nothing internal`(_ index: Int) {
        let (error, code) = ProblemTests.errors[index]
        let problem = Problem(from: error)
        #expect(problem.code == code)
        #expect(!problem.json(path: "/x", requestID: "r").text.contains("secret"))
    }

    @Test func `A stale version names the current one`() {
        let problem = Problem(from: ArticleError.stale(current: 4))
        #expect(problem.headers[.eTag] == "\"r4\"")
        #expect(problem.json(path: "/x", requestID: "r").text.contains(#""current_revision":4"#))
    }

    @Test func `What is away says when to ask again`() {
        #expect(Problem(from: PostgresError(.poolExhausted, "x")).headers[.retryAfter] == "2")
    }

    @Test(arguments: ProblemCode.allCases)
    func `A problem has the members of RFC 9457`(_ code: ProblemCode) throws {
        guard case .object(let members) = Problem(code, "d").json(path: "/p", requestID: "r") else { throw Unknown() }
        #expect(members.map(\.name) == ["type", "title", "status", "code", "detail", "instance", "request_id"])
        #expect((400...599).contains(code.status.code))
    }
}
