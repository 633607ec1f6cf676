import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOEmbedded
import TestSupport

@testable import NewsroomWeb

/// Asks for pages and sends forms, as a browser without scripts does.
struct FormBrowser {
    let responder: RouterResponder<WebContext>

    func ask(
        _ method: HTTPRequest.Method, _ path: String, cookie: String? = nil, form: [String: String]? = nil,
        origin: String? = "http://paper.example"
    ) async throws -> (response: Response, text: String) {
        var headers: HTTPFields = [:]
        headers[.cookie] = cookie
        var body = ByteBuffer()
        if let form {
            headers[.origin] = origin
            headers[.contentType] = "application/x-www-form-urlencoded"
            let pairs = form.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
            body.writeString(pairs.joined(separator: "&"))
        }
        let head = HTTPRequest(method: method, scheme: "http", authority: "paper.example", path: path, headerFields: headers)
        let context = WebContext(source: ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: .tests))
        let response = try await responder.respond(to: Request(head: head, body: .init(buffer: body)), context: context)
        return (response, try await NewsroomWebTests.text(of: response))
    }
}
