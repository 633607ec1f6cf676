import Crypto
import EventStreams
import Foundation
import HTTPTypes
import Hummingbird

/// A request to go on as a WebSocket, checked. Source: RFC 6455 section 4.2.
struct WebSocketHandshake {
    /// What the peer can do with its messages.
    let deflate: WebSocketDeflate?
    private let key: String
    private let subprotocol: String?

    /// What is told to a request that is none.
    static let demand = "This address takes WebSocket connections of HTTP/1.1 only"

    private static let version = "13"
    /// Says that whoever answers knows the protocol. Source: RFC 6455 section 1.3.
    private static let magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// Checks a request.
    /// - Parameters:
    ///   - subprotocol: What the messages will be; the client has to offer it. `nil`: anything.
    ///   - compresses: Whether compression is wanted here.
    /// - Throws: 426 for a request that asks for no upgrade or another version; 400 for one that is not as it should be.
    init(_ request: Request, subprotocol: String?, compresses: Bool) throws(Problem) {
        let fields = request.headers
        guard request.method == .get, fields.lists("websocket", in: .upgrade), fields.lists("upgrade", in: .connection) else {
            throw Problem(
                .upgradeRequired, Self.demand, headers: [.upgrade: "websocket", .connection: "Upgrade"])
        }
        let supported: HTTPFields = [.secWebSocketVersion: Self.version]
        guard fields[.secWebSocketVersion]?.trimmingSpaces == Self.version else {
            throw Problem(.malformedRequest, "The WebSocket's version is \(Self.version)", headers: supported)
        }
        guard let key = fields[.secWebSocketKey]?.trimmingSpaces, Data(base64Encoded: key)?.count == 16 else {
            throw Problem(.malformedRequest, "Sec-WebSocket-Key is 16 bytes in base64, once", headers: supported)
        }
        guard fields[.contentLength] ?? "0" == "0", fields[.transferEncoding] == nil else {
            throw Problem(.malformedRequest, "A WebSocket's request has no body", headers: supported)
        }
        if let subprotocol, !fields.lists(subprotocol, in: .secWebSocketProtocol, isCaseSensitive: true) {
            throw Problem(.malformedRequest, "Offer the subprotocol \(subprotocol)", headers: supported)
        }
        self.key = key
        self.subprotocol = subprotocol
        self.deflate = compresses ? WebSocketDeflate(offered: fields[.secWebSocketExtensions] ?? "") : nil
    }

    /// The fields of the 101.
    var answer: HTTPFields {
        let accept = Insecure.SHA1.hash(data: Data((key + Self.magic).utf8))
        var fields: HTTPFields = [
            .upgrade: "websocket", .connection: "Upgrade", .secWebSocketAccept: Data(accept).base64EncodedString(),
        ]
        fields[.secWebSocketProtocol] = subprotocol
        fields[.secWebSocketExtensions] = deflate?.field
        return fields
    }
}

extension HTTPFields {
    /// Whether a field that is a list has an element.
    fileprivate func lists(_ element: String, in name: HTTPField.Name, isCaseSensitive: Bool = false) -> Bool {
        self[values: name].joined(separator: ",").split(separator: ",").contains {
            isCaseSensitive ? $0.trimmingSpaces == element : $0.trimmingSpaces.lowercased() == element.lowercased()
        }
    }
}
