/// Why a connection is closed, in a number. Source: RFC 6455 section 7.4.
public struct WebSocketCloseCode: RawRepresentable, Sendable, Hashable {
    /// The number.
    public let rawValue: UInt16

    /// Takes any number; not all of them may be sent.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What it was opened for is done.
    public static let normal = Self(rawValue: 1000)
    /// The server stops.
    public static let goingAway = Self(rawValue: 1001)
    /// The peer broke the protocol.
    public static let protocolError = Self(rawValue: 1002)
    /// The peer sent binary data where only text is taken.
    public static let unsupportedData = Self(rawValue: 1003)
    /// A text is not UTF-8, or cannot be inflated.
    public static let invalidData = Self(rawValue: 1007)
    /// The peer may not do what it does, for example any longer.
    public static let policyViolation = Self(rawValue: 1008)
    /// A message is above its bound.
    public static let messageTooBig = Self(rawValue: 1009)
    /// Something went wrong here.
    public static let internalError = Self(rawValue: 1011)
    /// Try another time, or elsewhere.
    public static let tryAgainLater = Self(rawValue: 1013)

    /// Whether it may stand in a frame. 1004 to 1006 and 1015 are reserved; from 3000 on programs have their own.
    public var isSendable: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
