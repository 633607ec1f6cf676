import HTTPTypes
import Hummingbird
import Newsroom
import NIOCore

extension Request {
    /// Reads the body as JSON.
    /// - Parameter mediaTypes: What it may say it is.
    /// - Throws: 415, 413 or 400.
    func json(_ mediaTypes: [String] = ["application/json"]) async throws -> (value: JSON, bytes: [UInt8]) {
        try requireMediaType(mediaTypes)
        let bytes = try await bodyBytes()
        return (try Request.parse(bytes), bytes)
    }

    /// Reads a body that may be left out; then it is an empty object.
    func optionalJSON() async throws -> (value: JSON, bytes: [UInt8]) {
        let bytes = try await bodyBytes()
        if bytes.isEmpty { return (.object([]), bytes) }
        try requireMediaType(["application/json"])
        return (try Request.parse(bytes), bytes)
    }

    func bodyBytes() async throws -> [UInt8] {
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > Limits.maxRequestBytes {
            throw Problem.bodyTooLarge
        }
        return Array(buffer: try await body.collect(upTo: Limits.maxRequestBytes))
    }

    private static func parse(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw Problem(
                .malformedJSON, "\(error.reason): line \(error.line), column \(error.column)",
                members: [("line", .number(error.line)), ("column", .number(error.column)), ("offset", .number(error.offset))])
        }
    }

    func requireMediaType(_ mediaTypes: [String]) throws {
        if let coding = headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType, "Send the body as it is, without Content-Encoding",
                headers: [.acceptEncoding: "identity"])
        }
        let parts = (headers[.contentType] ?? "").split(separator: ";").map(\.trimmingSpaces)
        let isKnown = parts.first.map { mediaTypes.contains($0.lowercased()) } ?? false
        let charset = parts.dropFirst().map { $0.lowercased().replacing("\"", with: "") }.first { $0.hasPrefix("charset=") }
        guard isKnown, charset == nil || charset == "charset=utf-8" else {
            let field: HTTPField.Name = method == .patch ? .acceptPatch : .acceptPost
            throw Problem(
                .unsupportedMediaType, "Send \(mediaTypes.joined(separator: " or ")) in UTF-8, and say so in Content-Type",
                headers: [field: mediaTypes.joined(separator: ", ")])
        }
    }

    /// Demands that the client takes JSON.
    /// - Throws: 406.
    func requireAcceptsJSON() throws(Problem) {
        let accept = headers[values: .accept].joined(separator: ",")
        guard !accept.isEmpty else { return }
        let takesJSON = accept.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.trimmingSpaces.lowercased() }
            let isRefused = parts.dropFirst().contains { $0.hasPrefix("q=") && Double($0.dropFirst(2)) == 0 }
            return !isRefused && ["*/*", "application/*", "application/json", Problem.mediaType].contains(parts.first ?? "")
        }
        if !takesJSON { throw Problem(.notAcceptable, "This address answers application/json") }
    }
}

extension HTTPField.Name {
    static let acceptPatch = constant("Accept-Patch")
    static let acceptPost = constant("Accept-Post")
}
