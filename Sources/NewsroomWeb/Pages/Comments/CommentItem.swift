import Foundation
import Newsroom

/// One comment on a page, and its answers. Nothing in it is optional: an answer would find what its parent has.
struct CommentItem: Sendable, Hashable {
    /// Something that its reader can do with it.
    struct Action: Sendable, Hashable {
        let kind: String
        let label: String
        let path: String
        /// Whether it opens a form, and does not lead elsewhere.
        let opens: Bool
    }

    /// Answers are set in so often; further ones follow in one row, and say whom they answer.
    static let maxLevel = 3

    let id: String
    /// Empty for the first of a thread.
    let parent: String
    let revision: Int
    let level: Int
    let isOwn: Bool
    /// Whether everybody sees it.
    let isVisible: Bool
    /// Whether it is more than the place of one that is gone.
    let isShown: Bool
    let author: String
    let isGuest: Bool
    let written: Moment
    let isEdited: Bool
    let link: String
    let isAddressed: Bool
    let addressee: String
    let isMarked: Bool
    let mark: String
    let markKind: String
    let body: TrustedHTML
    let actions: [Action]
    let forms: [CommentForm]
    let answers: [CommentItem]

    /// A comment that its reader may see.
    init(
        _ comment: Comment, answering addressee: String, answers: [CommentItem], form: CommentForm?, with rights: CommentRights,
        in edition: Edition
    ) {
        let isOwn = comment.author.id == rights.viewer?.account
        let mark = CommentItem.mark(of: comment)
        id = comment.id.description
        parent = comment.place.parent.map(\.description) ?? ""
        revision = comment.revision
        level = CommentItem.level(comment.place)
        self.isOwn = isOwn
        isVisible = comment.isVisible
        isShown = true
        author = comment.author.name
        isGuest = comment.author.kind == AccountIdentity.guest.kind
        written = edition.moment(comment.createdAt)
        isEdited = comment.editedAt != nil
        link = CommentItem.link(id, with: rights)
        isAddressed = comment.place.depth > CommentItem.maxLevel && !addressee.isEmpty
        self.addressee = addressee
        isMarked = mark != nil
        self.mark = [mark?.words ?? "", comment.told.map { $0.note.isEmpty ? "" : "«\($0.note)»" } ?? ""].filter { !$0.isEmpty }
            .joined(separator: " ")
        markKind = mark?.kind ?? ""
        body = TrustedHTML(vouchedFor: comment.text.html)
        actions = CommentItem.actions(on: comment, isOwn: isOwn, with: rights)
        forms = form.map { [$0] } ?? []
        self.answers = answers
    }

    /// The place of one that is gone.
    init(goneFrom place: CommentPlace, id: Identifier<Comment>, answers: [CommentItem], in edition: Edition) {
        self.id = id.description
        parent = place.parent.map(\.description) ?? ""
        revision = 0
        level = CommentItem.level(place)
        isOwn = false
        isVisible = false
        isShown = false
        author = ""
        isGuest = false
        written = edition.moment(edition.now)
        isEdited = false
        link = ""
        isAddressed = false
        addressee = ""
        isMarked = false
        mark = ""
        markKind = ""
        body = TrustedHTML(vouchedFor: "")
        actions = []
        forms = []
        self.answers = answers
    }

    /// One with everything, and nobody's: the script makes new ones from it.
    init(blankWith rights: CommentRights, in edition: Edition) {
        let id = CommentItem.blankID.description
        self.id = id
        parent = ""
        revision = 0
        level = 0
        isOwn = true
        isVisible = true
        isShown = true
        author = ""
        isGuest = true
        // A moment of its own would change the page, and its entity tag, with every request.
        written = edition.moment(Date(timeIntervalSince1970: 0))
        isEdited = true
        link = CommentItem.link(id, with: rights)
        isAddressed = true
        addressee = ""
        isMarked = false
        mark = ""
        markKind = ""
        body = TrustedHTML(vouchedFor: "")
        actions = CommentForm.Kind.allCases.compactMap { CommentItem.action($0, id, with: rights) }
        forms = []
        answers = []
    }

    static let blankID = Identifier<Comment>(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

    private static func level(_ place: CommentPlace) -> Int { min(place.depth, maxLevel) }

    private static func link(_ id: String, with rights: CommentRights) -> String {
        "\(rights.articlePath)?comment=\(id)#comment-\(id)"
    }

    private static func mark(of comment: Comment) -> CommentWords.Mark? {
        switch comment.status {
        case .pending: CommentWords.waiting
        case .rejected: CommentWords.refused(comment.told?.reason.flatMap(ReasonCode.init) ?? .other)
        case .approved, .removed: nil
        }
    }

    private static func actions(on comment: Comment, isOwn: Bool, with rights: CommentRights) -> [Action] {
        var kinds: [CommentForm.Kind] = []
        if comment.isVisible, comment.place.depth < Limits.maxCommentDepth { kinds.append(.answer) }
        if isOwn {
            if comment.status == .pending || comment.isVisible, rights.now <= comment.editableUntil { kinds.append(.edit) }
            kinds.append(.delete)
        } else if comment.isVisible {
            kinds.append(.report)
        }
        return kinds.compactMap { action($0, comment.id.description, with: rights) }
    }

    /// `nil` for what this reader cannot do, signed in or not.
    private static func action(_ kind: CommentForm.Kind, _ id: String, with rights: CommentRights) -> Action? {
        let name = kind.rawValue
        let form = rights.address.path(rights.articlePath, adding: "\(name)=\(id)", to: "\(name)-\(id)")
        func action(_ label: String, _ isPermitted: Bool, _ wantsSignIn: Bool) -> Action? {
            if isPermitted { return Action(kind: name, label: label, path: form, opens: true) }
            return wantsSignIn ? Action(kind: name, label: label, path: rights.signInPath, opens: false) : nil
        }
        switch kind {
        case .write: return nil
        case .answer: return action("Answer", rights.mayWrite, rights.wantsSignIn)
        case .edit: return action("Edit", rights.mayWrite, false)
        case .delete: return action("Delete", rights.viewer != nil, false)
        case .report: return action("Report", rights.mayReport, rights.viewer == nil)
        }
    }
}
