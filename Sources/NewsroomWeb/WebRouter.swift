public import HTTPTypes
public import Hummingbird

/// A router that also answers for the methods a path does not take: `HEAD` from `GET`, `OPTIONS`, and 405 with `Allow`.
public final class WebRouter: RouterMethods, HTTPResponderBuilder {
    /// What every handler gets.
    public typealias Context = WebContext

    private let router = Router(context: WebContext.self)
    private var routes: [(path: RouterPath, methods: [HTTPRequest.Method])] = []
    private var hints: [String: String] = [:]

    init() {}

    /// Every path with the methods that have a handler, in the order they were added.
    public var table: [(path: String, methods: [HTTPRequest.Method])] { routes.map { ($0.path.description, $0.methods) } }

    /// Adds a route.
    @discardableResult
    public func on<Responder: HTTPResponder>(_ path: RouterPath, method: HTTPRequest.Method, responder: Responder) -> Self
    where Responder.Context == WebContext {
        router.on(path, method: method, responder: responder)
        if let index = routes.firstIndex(where: { $0.path == path }) {
            routes[index].methods.append(method)
        } else {
            routes.append((path, [method]))
        }
        if method == .get {
            router.on(path, method: .head) { request, context in
                try await responder.respond(to: request, context: context)
            }
        }
        return self
    }

    /// Adds a middleware for the routes that follow.
    @discardableResult
    public func add(middleware: any MiddlewareProtocol<Request, Response, WebContext>) -> Self {
        router.add(middleware: middleware)
        return self
    }

    /// Says in the detail of a 405 what to do in place of a method.
    public func hint(_ path: RouterPath, _ method: HTTPRequest.Method, _ hint: String) {
        hints["\(method.rawValue) \(path)"] = hint
    }

    /// Fills in the methods that have no handler, and ends the building.
    public func buildResponder() -> RouterResponder<WebContext> {
        for route in routes { refuseOthers(route.path, route.methods) }
        routes.removeAll()
        return router.buildResponder()
    }

    private func refuseOthers(_ path: RouterPath, _ methods: [HTTPRequest.Method]) {
        var taken = methods
        if taken.contains(.get) { taken.append(.head) }
        let isOptionsOurs = !taken.contains(.options)
        if isOptionsOurs { taken.append(.options) }
        let allow = taken.map(\.rawValue).joined(separator: ", ")
        if isOptionsOurs {
            router.on(path, method: .options) { _, _ in Response(status: .noContent, headers: [.allow: allow]) }
        }
        for method in WebRouter.knownMethods where !taken.contains(method) {
            let detail = hints["\(method.rawValue) \(path)"] ?? "The address takes \(allow)"
            router.on(path, method: method) { _, _ -> Response in
                throw Problem(.methodNotAllowed, detail, headers: [.allow: allow])
            }
        }
    }

    static let knownMethods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
}
