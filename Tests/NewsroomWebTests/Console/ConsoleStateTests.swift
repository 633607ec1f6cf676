import Newsroom
import Testing

@testable import NewsroomWeb

struct ConsoleStateTests {
    private static let comment = "0199f1d2-0000-7000-8000-000000000001"

    @Test func `Hello joins the log, after a cursor or anew`() {
        var fresh = ConsoleState()
        #expect(fresh.heard(#"{"type":"hello","id":"1"}"#).summary == "join -")
        var resuming = ConsoleState()
        #expect(resuming.heard(#"{"type":"hello","id":"1","after":"a41f09c2-7"}"#).summary == "join a41f09c2-7")
    }

    @Test func `Whoever does not say hello first is told to, and may still say it`() {
        var state = ConsoleState()
        #expect(state.heard(#"{"type":"claim","id":"7","comment":"\#(Self.comment)"}"#).summary == "refuse 7 not_allowed")
        #expect(!state.hasGreeted)
        #expect(state.heard(#"{"type":"hello","id":"8"}"#).summary == "join -")
        #expect(state.heard(#"{"type":"hello","id":"9"}"#).summary == "refuse 9 not_allowed")
    }

    @Test(arguments: [
        (#"{"type":"claim","id":"1","comment":"\#(comment)"}"#, "perform 1"),
        (#"{"type":"list","id":"2","queue":"held","order":"newest","limit":10}"#, "perform 2"),
        (#"{"type":"look","id":"3","comment":null}"#, "perform 3"),
        (#"{"type":"decide","id":"4","comment":"\#(comment)","revision":1,"decision":"reject","reason":"spam"}"#, "perform 4"),
        (
            #"{"type":"decide","id":"5","comments":[{"comment":"\#(comment)","revision":2}],"decision":"approve","reason":"fine"}"#,
            "perform 5"
        ),
        (#"{"type":"undo","id":"6","batch":"\#(comment)"}"#, "perform 6"),
        (
            #"{"type":"decide","id":"9","comment":"\#(comment)","revision":1,"report_count":0,"decision":"approve","reason":"fine"}"#,
            "perform 9"
        ),
        (#"{"type":"standing","id":"7","reader":"\#(comment)","standing":"banned","reason":"Spam, again."}"#, "perform 7"),
        (#"{"type":"note","id":"8","comment":"\#(comment)","note":"Look at the third link."}"#, "perform 8"),
    ])
    func `A command is carried out`(message: String, reaction: String) {
        var state = ConsoleState()
        _ = state.heard(#"{"type":"hello","id":"0"}"#)
        #expect(state.heard(message).summary == reaction)
    }

    @Test(arguments: [
        ("nonsense", "refuse - malformed_json"), ("[]", "refuse - invalid_fields"), ("{}", "refuse - invalid_fields"),
        (#"{"type":"dance","id":"1"}"#, "refuse 1 invalid_fields"),
        (#"{"type":"claim","id":"1"}"#, "refuse 1 invalid_fields"),
        (#"{"type":"claim","id":"1","comment":"seven"}"#, "refuse 1 invalid_fields"),
        (#"{"type":"claim","id":"1","comment":"\#(comment)","more":1}"#, "refuse 1 invalid_fields"),
        (#"{"type":"list","id":"1","queue":"lost"}"#, "refuse 1 invalid_fields"),
        (#"{"type":"decide","id":"1","comment":"\#(comment)","decision":"reject","reason":"spam"}"#, "refuse 1 invalid_fields"),
        (
            #"{"type":"decide","id":"1","comment":"\#(comment)","revision":1,"decision":"approve","reason":"spam"}"#,
            "refuse 1 invalid_fields"
        ),
        (#"{"type":"undo","id":"1"}"#, "refuse 1 invalid_fields"),
        (#"{"type":"undo","id":"1","batch":null}"#, "refuse 1 invalid_fields"),
        (#"{"type":"claim","id":"1","comment":null}"#, "refuse 1 invalid_fields"),
        (#"{"type":"standing","id":"1","reader":null,"standing":"banned"}"#, "refuse 1 invalid_fields"),
        (#"{"type":null,"id":"1"}"#, "refuse 1 invalid_fields"), (#"{"type":"hello","id":null}"#, "refuse - invalid_fields"),
    ])
    func `What is no command is refused by its id`(message: String, reaction: String) {
        var state = ConsoleState()
        _ = state.heard(#"{"type":"hello","id":"0"}"#)
        #expect(state.heard(message).summary == reaction)
    }

    @Test func `What comes too fast is refused, and not carried out`() {
        var state = ConsoleState()
        _ = state.heard(#"{"type":"hello","id":"0"}"#)
        let claim = #"{"type":"claim","id":"1","comment":"\#(Self.comment)"}"#
        #expect(state.heard(claim, isOverRate: true).summary == "refuse 1 rate_limited")
        #expect(state.heard(claim).summary == "perform 1")
    }
}

extension ConsoleState {
    fileprivate mutating func heard(_ message: String) -> Reaction { heard(message, isOverRate: false) }
}

extension ConsoleState.Reaction {
    fileprivate var summary: String {
        switch self {
        case .join(let after): "join \(after ?? "-")"
        case .perform(let id, _): "perform \(id)"
        case .refuse(let id, let problem): "refuse \(id ?? "-") \(problem.code.rawValue)"
        }
    }
}
