import HTTPTypes
public import Hummingbird
import Newsroom
import NewsroomStore

/// Signing up, in and out by forms; nothing here needs a script.
public struct AccountPages: Sendable {
    private let pages: Pages
    private let services: WebServices

    /// Joins pages and services.
    public init(pages: Pages, services: WebServices) {
        self.pages = pages
        self.services = services
    }

    /// Adds the routes.
    public func addRoutes(to router: some RouterMethods<WebContext>) {
        let handlers = PageHandlers(pages: pages, store: services.store)
        router.get("/sign-in", use: handlers.show(showSignIn))
        router.post("/sign-in", use: handlers.show(signIn))
        router.post("/sign-in/sso", use: handlers.show(signInBySite))
        router.get("/sign-up", use: handlers.show(showSignUp))
        router.post("/sign-up", use: handlers.show(signUp))
        router.post("/sign-out", use: handlers.show(signOut))
    }

    private var desk: AccountDesk { AccountDesk(services: services) }

    @Sendable private func showSignIn(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var query = RequestQuery(request.uri)
        return pages.response(to: request, with: SignInPage(returnPath: query.returnPath(), in: edition))
    }

    @Sendable private func showSignUp(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var query = RequestQuery(request.uri)
        return pages.response(to: request, with: SignUpPage(returnPath: query.returnPath(), in: edition))
    }

    @Sendable private func signIn(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var form = try await request.form(context, services)
        let path = form.returnPath()
        let handle = form.text("handle") ?? ""
        let passphrase = form.text("passphrase") ?? ""
        try form.finish()
        do {
            return welcome(try await desk.signIn(handle: handle, passphrase: passphrase, in: context), to: path)
        } catch {
            let problem = try Problem(from: error).forForm()
            let page = SignInPage(handle: handle, problem: problem.words, returnPath: path, in: edition)
            return pages.response(with: page, status: problem.code.status, headers: problem.headers)
        }
    }

    /// The newsroom's own site sends its readers here, with a token.
    @Sendable private func signInBySite(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response
    {
        let vouching = [services.singleSignOn?.issuer].compactMap { $0 } + services.settings.corsOrigins
        guard services.sameOrigin.isOurs(request, or: vouching) else {
            throw Problem(.csrfFailed, "Single sign-on comes from the issuer's site, or from a listed origin")
        }
        var form = try await request.formFields()
        let path = form.returnPath()
        let token = form.text("token") ?? ""
        try form.finish()
        do {
            return welcome(try await desk.signIn(token: token, in: context), to: path)
        } catch {
            let problem = try Problem(from: error).forForm()
            let page = SignInPage(problem: problem.words, returnPath: path, in: edition)
            return pages.response(with: page, status: problem.code.status, headers: problem.headers)
        }
    }

    @Sendable private func signUp(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var form = try await request.form(context, services)
        let path = form.returnPath()
        let typed = (handle: form.text("handle") ?? "", name: form.text("name") ?? "")
        let words = form.text("passphrase") ?? ""
        try form.finish()
        do {
            let application = try AccountPages.application(handle: typed.handle, name: typed.name, passphrase: words)
            return welcome(try await desk.signUp(application, in: context), to: path)
        } catch {
            let problem = try Problem(from: error).forForm()
            let page = SignUpPage(
                handle: typed.handle, name: typed.name, problem: problem.errors.isEmpty ? problem.words : nil,
                faults: problem.errors, returnPath: path, in: edition)
            return pages.response(with: page, status: problem.code.status, headers: problem.headers)
        }
    }

    @Sendable private func signOut(_ request: Request, _ context: WebContext, _ edition: Edition) async throws -> Response {
        var form = try await request.form(context, services)
        let path = form.returnPath()
        try form.finish()
        try await desk.leave(context)
        var response = Response.seeOther(path.text)
        services.cookie.take(from: &response)
        return response
    }

    private static func application(handle: String, name: String, passphrase: String) throws -> AccountDesk.Application {
        var fields = FieldChecker()
        let slug = fields.slug("handle", handle)
        let line = fields.line("name", name, Limits.nameCharacters)
        let (handle, words) = try fields.finish(giving: slug, fields.passphrase(passphrase))
        return AccountDesk.Application(handle: handle, name: line, passphrase: words)
    }

    private func welcome(_ signedIn: AccountDesk.SignedIn, to path: ReturnPath) -> Response {
        var response = Response.seeOther(path.text)
        services.cookie.give(signedIn.secret, to: &response)
        return response
    }
}

extension RequestQuery {
    /// Where to go on; elsewhere than here is as good as nowhere.
    fileprivate mutating func returnPath() -> ReturnPath { text("return").flatMap(ReturnPath.init) ?? .front }
}

extension Problem {
    /// A problem that whoever filled the form in can do something about.
    /// - Throws: The problem itself, when it is another one: then a page says so.
    fileprivate func forForm() throws(Problem) -> Problem {
        switch code {
        case .wrongPassphrase, .invalidSSOToken, .handleTaken, .rateLimited, .invalidFields, .unavailable: return self
        default: throw self
        }
    }

    /// For people.
    fileprivate var words: String {
        switch code {
        case .wrongPassphrase: "Handle or passphrase is wrong."
        case .invalidSSOToken: "You could not be signed in from the other site. \(detail)."
        case .rateLimited: "\(detail)."
        case .unavailable: "That cannot be done at this moment. Try again in a few seconds."
        default: "\(code.title)."
        }
    }
}
