@testable import LiveFeed
import EventStreams
import Newsroom
import Testing

@Suite struct StreamMessageTests {
    @Test(arguments: CloseReason.allCases)
    func aClosingFrameSaysWhyAndWhenToComeBack(_ reason: CloseReason) {
        let message = StreamMessage.closing(reason, retry: .milliseconds(1_234))
        #expect(message.data == #"{"reason":"\#(reason.rawValue)","retry_ms":1234}"#)
        #expect(message.retry == .milliseconds(1_234))
        #expect(message.id == nil, "a closing frame must not move the last event id")
    }

    @Test func aRetryOfZeroIsNeverTold() {
        #expect(StreamMessage.closing(.draining, retry: .zero).data.hasSuffix(#""retry_ms":1}"#))
    }
}
