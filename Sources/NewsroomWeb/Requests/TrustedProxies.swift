import Foundation
import HTTPTypes

/// Whose `X-Forwarded-For` is believed. Without any, a client is where its socket is.
public struct TrustedProxies: Sendable, Hashable {
    /// A range of addresses, as in RFC 4632: `10.0.0.0/8`, `2001:db8::/32`, or one address.
    struct Range: Sendable, Hashable {
        let bytes: [UInt8]
        let prefixBits: Int

        init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let bytes = parts.first.flatMap({ TrustedProxies.bytes(of: String($0)) }) else {
                return nil
            }
            var prefixBits = bytes.count * 8
            if parts.count == 2 {
                guard let bits = Int(parts[1]), (0...prefixBits).contains(bits), !parts[1].hasPrefix("+") else { return nil }
                prefixBits = bits
            }
            self.bytes = bytes
            self.prefixBits = prefixBits
        }

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            let whole = prefixBits / 8
            guard address.prefix(whole) == bytes.prefix(whole) else { return false }
            let rest = prefixBits % 8
            return rest == 0 || (address[whole] ^ bytes[whole]) >> (8 - rest) == 0
        }
    }

    /// What a client without an address is called: one on a unix socket.
    static let localAddress = "local"

    private let ranges: [Range]

    /// Trusts nobody.
    public init() { ranges = [] }

    /// Trusts these: addresses, or ranges as in `10.0.0.0/8`.
    /// - Returns: `nil` when one of them is no address or range.
    public init?(_ texts: [String]) {
        let ranges = texts.compactMap(Range.init)
        guard ranges.count == texts.count else { return nil }
        self.ranges = ranges
    }

    /// Whether a peer's word about others counts.
    func trusts(_ address: String) -> Bool {
        guard !ranges.isEmpty, let bytes = TrustedProxies.bytes(of: address) else { return false }
        return ranges.contains { $0.contains(bytes) }
    }

    /// Where a client is: of the addresses that proxies have written down, the last that is no trusted proxy's. What stands before it may be
    /// made up.
    /// - Parameters:
    ///   - peer: The socket's address.
    ///   - forwarded: The values of `X-Forwarded-For`, in order.
    func client(of peer: String, forwarded: [String]) -> String {
        guard trusts(peer) else { return peer }
        var client = peer
        for entry in forwarded.joined(separator: ",").split(separator: ",").reversed() {
            let text = entry.trimmingCharacters(in: .whitespaces)
            // A name or a number that is no address says nothing: then the proxy itself answers for it.
            guard TrustedProxies.bytes(of: text) != nil else { return client }
            client = text
            if !trusts(text) { return client }
        }
        return client
    }

    /// What is counted as one client: an address of IPv4, or a network of IPv6, of which one household has 2⁶⁴ addresses.
    static func household(of address: String) -> String {
        guard let bytes = bytes(of: address), bytes.count == 16 else { return address }
        return bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":") + "/64"
    }

    /// 4 bytes, or 16; an address of IPv4 that was mapped into IPv6 has 4.
    private static func bytes(of text: String) -> [UInt8]? {
        var four = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &four) == 1 { return four }
        var sixteen = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let isMapped = sixteen.prefix(10).allSatisfy { $0 == 0 } && sixteen[10] == 0xFF && sixteen[11] == 0xFF
        return isMapped ? Array(sixteen.suffix(4)) : sixteen
    }
}
