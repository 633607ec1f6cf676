import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives a body to the empty 400 with which Hummingbird answers what is no HTTP. One a connection; belongs to its event loop.
final class AnswerUnreadable: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .head(var head) = unwrapOutboundIn(data), isHummingbirds(head) else {
            return context.write(data, promise: promise)
        }
        let problem = Problem(.malformedRequest, "This is no HTTP request that can be read: the connection ends here")
        let bytes = problem.json(path: "", requestID: "").bytes
        head.headerFields[.contentType] = Problem.mediaType
        head.headerFields[.contentLength] = String(bytes.count)
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.xContentTypeOptions] = "nosniff"
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: bytes))), promise: nil)
    }

    /// Answers of our own carry a request id.
    private func isHummingbirds(_ head: HTTPResponse) -> Bool {
        head.status == .badRequest && head.headerFields[.xRequestID] == nil && head.headerFields[.contentLength] == "0"
    }
}

// Belongs to its event loop.
@available(*, unavailable)
extension AnswerUnreadable: Sendable {}
