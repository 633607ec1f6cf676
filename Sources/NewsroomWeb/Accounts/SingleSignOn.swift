public import Foundation
import JWTKit
import Newsroom

/// Readers whom the newsroom's own site vouches for, by a JSON Web Token. Source: RFC 7519, RFC 8725 for what is refused.
///
/// A role is never taken from a token: whoever can sign names could make editors.
public struct SingleSignOn: Sendable {
    /// Who signs: the claim `iss`.
    let issuer: String
    /// For whom: one of the claim `aud`.
    let audience: String
    private let keys: [SingleSignOnKey]

    /// Bytes of a token that is looked at.
    static let maxTokenBytes = 8 * 1024
    /// What two clocks may differ by, for `nbf`.
    static let leeway: TimeInterval = 30

    /// Takes the keys of a JWK set (RFC 7517), each with `kid`, and `alg` HS256, ES256 or EdDSA.
    /// - Throws: `SingleSignOnKey.Unusable`, which says what is wrong with the set.
    public init(issuer: String, audience: String, keySet: Data) async throws {
        self.issuer = issuer
        self.audience = audience
        self.keys = try await SingleSignOnKey.all(in: keySet)
    }

    /// Whom a token vouches for.
    struct Subject: Sendable, Equatable {
        let id: String
        let name: String
    }

    /// Believes a token, or says why not.
    /// - Throws: `Refusal`.
    func subject(of token: String, at now: Date) async throws -> Subject {
        let claims = try await verified(token)
        guard claims.iss == issuer else { throw Refusal.issuer }
        guard claims.aud?.contains(audience) == true else { throw Refusal.audience }
        guard let end = claims.exp else { throw Refusal.expiry }
        guard end > now.timeIntervalSince1970 else { throw Refusal.expired }
        if let start = claims.nbf, start > now.timeIntervalSince1970 + Self.leeway { throw Refusal.early }
        guard let id = claims.sub, Limits.subjectCharacters.contains(id.unicodeScalars.count), !id.contains("\0") else {
            throw Refusal.subject
        }
        var fields = FieldChecker()
        let name = fields.line("name", claims.name ?? "", Limits.nameCharacters)
        guard (try? fields.finish()) != nil else { throw Refusal.name }
        return Subject(id: id, name: name)
    }

    private func verified(_ token: String) async throws -> Claims {
        guard token.utf8.count <= Self.maxTokenBytes else { throw Refusal.malformed }
        let parser = DefaultJWTParser()
        guard let parts = try? parser.getTokenParts(Array(token.utf8)), let header = Header(Array(parts.header)) else {
            throw Refusal.malformed
        }
        // Extensions that must be understood, and are not: RFC 7515 section 4.1.11.
        if header.isCritical { throw Refusal.malformed }
        let key = header.kid.map { kid in keys.first { $0.id == kid } } ?? (keys.count == 1 ? keys.first : nil)
        guard let key else { throw Refusal.key }
        // The key says how it is used, never the token: «none», or a public key taken for a shared secret, ends here.
        guard header.alg == key.algorithm.rawValue else { throw Refusal.algorithm }
        do {
            return try await key.collection().verify(token, as: Claims.self)
        } catch let error as JWTError where error.errorType == .malformedToken {
            throw Refusal.malformed
        } catch {
            throw Refusal.signature
        }
    }
}

extension SingleSignOn {
    /// Why a token is not believed; clients are told the word.
    enum Refusal: String, Error, CaseIterable {
        case malformed, algorithm, key, signature, issuer, audience, expiry, expired, early, subject, name

        /// In a sentence.
        var detail: String {
            switch self {
            case .malformed: "It is no JSON Web Token as in RFC 7519, or asks for an extension"
            case .algorithm: "Its «alg» is not the algorithm of its key"
            case .key: "Its «kid» names no key that is configured"
            case .signature: "Its signature is not its key's"
            case .issuer: "Its «iss» is somebody else"
            case .audience: "Its «aud» is somebody else"
            case .expiry: "It has no «exp»"
            case .expired: "It has expired"
            case .early: "It is not valid yet"
            case .subject: "It has no «sub» of 1...400 characters"
            case .name: "It has no «name» of 1...80 characters on one line"
            }
        }
    }

    /// What is read before the signature is checked.
    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let isCritical: Bool

        private enum CodingKeys: String, CodingKey { case alg, kid, crit }

        init?(_ encoded: [UInt8]) {
            guard let data = Data(base64URL: String(decoding: encoded, as: UTF8.self)),
                let header = try? JSONDecoder().decode(Header.self, from: data)
            else {
                return nil
            }
            self = header
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            alg = try fields.decode(String.self, forKey: .alg)
            kid = try fields.decodeIfPresent(String.self, forKey: .kid)
            isCritical = fields.contains(.crit)
        }
    }

    /// What is read once the signature is right.
    private struct Claims: JWTPayload {
        let iss: String?
        let sub: String?
        let aud: [String]?
        let exp: Double?
        let nbf: Double?
        let name: String?

        private enum CodingKeys: String, CodingKey { case iss, sub, aud, exp, nbf, name }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            iss = try fields.decodeIfPresent(String.self, forKey: .iss)
            sub = try fields.decodeIfPresent(String.self, forKey: .sub)
            exp = try fields.decodeIfPresent(Double.self, forKey: .exp)
            nbf = try fields.decodeIfPresent(Double.self, forKey: .nbf)
            name = try fields.decodeIfPresent(String.self, forKey: .name)
            // One, or a list: RFC 7519 section 4.1.3.
            if let one = try? fields.decode(String.self, forKey: .aud) {
                aud = [one]
            } else {
                aud = try fields.decodeIfPresent([String].self, forKey: .aud)
            }
        }

        func encode(to encoder: any Encoder) throws {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "Claims are read only"))
        }

        /// The claims are judged by `subject(of:at:)`, each with its own reason.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}

extension Problem {
    init(_ refusal: SingleSignOn.Refusal) {
        self.init(.invalidSSOToken, refusal.detail, members: [("reason", .string(refusal.rawValue))])
    }
}
