/// `/moderation`: the console, an empty desk that its script fills.
struct ModerationPage: PrintedPage {
    static let template = "moderation/show"

    let frame: PageFrame

    init(in edition: Edition) {
        frame = PageFrame(edition, title: "Moderation", path: "/moderation", isUnlisted: true)
    }
}
