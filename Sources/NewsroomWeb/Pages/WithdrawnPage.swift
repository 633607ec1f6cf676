import Foundation
import Newsroom

/// `/article/{slug}` of a story that was taken back: that, when and why; nothing of what it said.
struct WithdrawnPage: PrintedPage {
    static let template = "article/withdrawn"

    let frame: PageFrame
    let reason: String
    let withdrawn: Moment

    init(at time: Date, reason: String, in edition: Edition) {
        frame = PageFrame(edition, title: "This story was withdrawn", description: "This story was withdrawn", path: nil)
        self.reason = reason
        withdrawn = edition.moment(time)
    }
}
