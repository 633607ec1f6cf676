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
    private(set) var parent = ""
    private(set) var revision = 0
    private(set) var level = 0
    private(set) var isOwn = false
    /// Whether everybody sees it.
    private(set) var isVisible = false
    /// Whether it is more than the place of one that is gone.
    private(set) var isShown = false
    private(set) var author = ""
    private(set) var isGuest = false
    let written: Moment
    private(set) var isEdited = false
    private(set) var link = ""
    private(set) var isAddressed = false
    private(set) var addressee = ""
    private(set) var isMarked = false
    private(set) var mark = ""
    private(set) var markKind = ""
    private(set) var body = TrustedHTML(vouchedFor: "")
    private(set) var actions: [Action] = []
    private(set) var forms: [CommentForm] = []
    private(set) var answers: [CommentItem] = []
    /// Whether there are more answers than fit on the page.
    private(set) var goesOn = false
    private(set) var morePath = ""

    /// A comment that its reader may see.
    init(
        _ comment: Comment, answering addressee: String, answers: [CommentItem], form: CommentForm?, with rights: CommentRights,
        in edition: Edition
    ) {
        id = comment.id.description
        parent = comment.place.parent.map(\.description) ?? ""
        revision = comment.revision
        level = CommentItem.level(comment.place)
        isOwn = rights.isOwn(comment)
        isVisible = comment.isVisible
        isShown = true
        author = comment.author.name
        isGuest = comment.author.kind == AccountIdentity.guest.kind
        written = edition.moment(comment.createdAt)
        isEdited = comment.editedAt != nil
        link = CommentItem.link(id, with: rights)
        isAddressed = comment.place.depth > CommentItem.maxLevel && !addressee.isEmpty
        self.addressee = addressee
        if let mark = CommentItem.mark(of: comment) {
            isMarked = true
            self.mark = mark.words.quoting(comment.told?.note ?? "")
            markKind = mark.kind
        }
        body = TrustedHTML(vouchedFor: comment.text.html)
        actions = CommentItem.actions(on: comment, with: rights)
        forms = form.map { [$0] } ?? []
        self.answers = answers
    }

    /// The place of one that is gone.
    init(goneFrom place: CommentPlace, id: Identifier<Comment>, answers: [CommentItem], in edition: Edition) {
        self.id = id.description
        parent = place.parent.map(\.description) ?? ""
        level = CommentItem.level(place)
        written = edition.moment(edition.now)
        self.answers = answers
    }

    /// One with everything, and nobody's: the script makes new ones from it.
    init(blankWith rights: CommentRights, in edition: Edition) {
        id = CommentItem.blankID.description
        isOwn = true
        isVisible = true
        isShown = true
        isGuest = true
        // A moment of its own would change the page, and its entity tag, with every request.
        written = edition.moment(Date(timeIntervalSince1970: 0))
        isEdited = true
        link = CommentItem.link(id, with: rights)
        isAddressed = true
        actions = CommentForm.Kind.allCases.compactMap { CommentItem.action($0, id, with: rights) }
    }

    /// Leads on to answers that do not fit on the page.
    mutating func goOn(at path: String) {
        goesOn = true
        morePath = path
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

    private static func actions(on comment: Comment, with rights: CommentRights) -> [Action] {
        var kinds: [CommentForm.Kind] = []
        if comment.isVisible, comment.place.depth < Limits.maxCommentDepth { kinds.append(.answer) }
        if rights.isOwn(comment) {
            if rights.mayEdit(comment) { kinds.append(.edit) }
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
        case .delete: return action("Delete", rights.reader != nil, false)
        case .report: return action("Report", rights.mayReport, rights.wantsSignInToReport)
        }
    }
}
