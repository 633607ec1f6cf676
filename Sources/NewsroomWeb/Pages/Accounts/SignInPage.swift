import Newsroom

/// `/sign-in`: the form for a handle and a passphrase.
struct SignInPage: PrintedPage {
    static let template = "account/sign_in"

    let frame: PageFrame
    /// What somebody has typed.
    let handle: String
    /// What was wrong the last time; `nil` the first time.
    let problem: String?
    let returnPath: String
    let signUpPath: String

    init(handle: String = "", problem: String? = nil, returnPath: ReturnPath, in edition: Edition) {
        frame = PageFrame(edition, title: "Sign in", path: "/sign-in", isUnlisted: true)
        self.handle = handle
        self.problem = problem
        self.returnPath = returnPath.text
        signUpPath = returnPath.address(of: "/sign-up")
    }
}
