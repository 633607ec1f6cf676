import Foundation
import JWTKit
import Newsroom

/// One key of the newsroom's own site. Source: RFC 7517, RFC 7518 section 6.4, RFC 8037.
public struct SingleSignOnKey: Sendable {
    /// What it signs with.
    enum Algorithm: String, Sendable, CaseIterable {
        case hs256 = "HS256"
        case es256 = "ES256"
        case eddsa = "EdDSA"
    }

    /// Why a set cannot be used, in a sentence.
    public struct Unusable: Error, Sendable, Equatable {
        /// Names no secret.
        public let reason: String
    }

    private enum Material: Sendable {
        case secret(Data)
        case open(JWK)
    }

    let id: String
    let algorithm: Algorithm
    private let material: Material

    /// RFC 7518 section 3.2: as long as the hash.
    private static let minSecretBytes = 32

    /// Reads a set, and tries each key.
    /// - Throws: `Unusable`.
    static func all(in set: Data) async throws -> [SingleSignOnKey] {
        guard let object = try? JSONSerialization.jsonObject(with: set) as? [String: Any],
            let entries = object["keys"] as? [[String: Any]], !entries.isEmpty
        else { throw Unusable(reason: "it is no JSON object with «keys»") }
        let keys = try entries.enumerated().map { number, entry in try SingleSignOnKey(entry, number: number + 1) }
        guard Set(keys.map(\.id)).count == keys.count else { throw Unusable(reason: "two keys have the same «kid»") }
        for key in keys {
            do { _ = try await key.collection() } catch { throw Unusable(reason: "the key «\(key.id)» cannot be used") }
        }
        return keys
    }

    private init(_ entry: [String: Any], number: Int) throws(Unusable) {
        guard let id = entry["kid"] as? String, !id.isEmpty else { throw Unusable(reason: "key \(number) has no «kid»") }
        guard let name = entry["alg"] as? String, let algorithm = Algorithm(rawValue: name) else {
            throw Unusable(reason: "the key «\(id)» needs «alg»: \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.id = id
        self.algorithm = algorithm
        let kind = entry["kty"] as? String
        switch algorithm {
        case .hs256:
            guard kind == "oct", let secret = (entry["k"] as? String).flatMap(Data.init(base64URL:)),
                secret.count >= Self.minSecretBytes
            else {
                throw Unusable(
                    reason: "the key «\(id)» needs «kty» oct, and «k» of at least \(Self.minSecretBytes) bytes in base64url")
            }
            material = .secret(secret)
        case .es256, .eddsa:
            guard kind == (algorithm == .es256 ? "EC" : "OKP"), entry["d"] == nil,
                let data = try? JSONSerialization.data(withJSONObject: entry),
                let key = try? JSONDecoder().decode(JWK.self, from: data)
            else { throw Unusable(reason: "the key «\(id)» is no public JWK for \(name)") }
            material = .open(key)
        }
    }

    /// The key alone, so that no other can be taken for it.
    func collection() async throws -> JWTKeyCollection {
        let keys = JWTKeyCollection()
        switch material {
        case .secret(let secret): await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: .init(string: id))
        case .open(let key): try await keys.add(jwk: key)
        }
        return keys
    }
}
