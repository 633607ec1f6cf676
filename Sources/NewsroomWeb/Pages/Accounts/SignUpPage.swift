import Newsroom

/// `/sign-up`: the form for a new account.
struct SignUpPage: PrintedPage {
    static let template = "account/sign_up"

    let frame: PageFrame
    /// What somebody has typed; never the passphrase.
    let handle: String
    let name: String
    /// What was wrong the last time, beside no field.
    let problem: String?
    let handleFault: String?
    let nameFault: String?
    let passphraseFault: String?
    let returnPath: String
    let signInPath: String

    init(
        handle: String = "", name: String = "", problem: String? = nil, faults: [FieldErrors.Entry] = [],
        returnPath: ReturnPath,
        in edition: Edition
    ) {
        frame = PageFrame(edition, title: "Sign up", path: "/sign-up", isUnlisted: true)
        self.handle = handle
        self.name = name
        self.problem = problem
        let fault = { (field: String) in faults.first { $0.field == field }.map { "This \($0.detail)." } }
        handleFault = fault("handle")
        nameFault = fault("name")
        passphraseFault = fault("passphrase")
        self.returnPath = returnPath.text
        signInPath = returnPath.address(of: "/sign-in")
    }
}
