import Newsroom

/// What readers see in place of a page.
struct ErrorPage: PrintedPage {
    static let template = "error/show"

    let frame: PageFrame
    let status: Int
    let heading: String
    let explanation: String
    /// When to come back; `nil` when waiting would not help.
    let retry: String?

    /// - Parameters:
    ///   - status: An HTTP status of 400 or more.
    ///   - retryAfterSeconds: When the server expects to be well again.
    init(status: Int, retryAfterSeconds: Int? = nil, in edition: Edition) {
        let words = ErrorPage.words(for: status)
        frame = PageFrame(edition, title: words.heading, description: words.heading, path: nil)
        self.status = status
        heading = words.heading
        explanation = words.explanation
        retry = retryAfterSeconds.map { $0 == 1 ? "Try again in a second." : "Try again in \($0) seconds." }
    }

    private static func words(for status: Int) -> (heading: String, explanation: String) {
        switch status {
        case 403: ("This is not for you", "You are signed in, but this part of the paper is for others.")
        case 404: ("There is no such page", "The address may be mistyped, or the page was never published.")
        case 405: ("This page can only be read", "The address does not take what was sent to it.")
        case 410: ("This page is gone", "It was here, and it was taken away for good.")
        case 429: ("Too many requests", "Your connection asks for more pages than one person reads.")
        case 503:
            (
                "The presses are stopped for a moment",
                "The newsroom cannot be reached just now. Open pages catch up by themselves."
            )
        case 400..<500: ("That was not understood", "The address or the form has something in it that cannot be right.")
        default: ("Something went wrong here", "The fault is ours, and it is in our log.")
        }
    }
}
