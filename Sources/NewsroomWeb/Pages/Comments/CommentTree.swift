import Newsroom

/// Sets a list of comments, each before its answers, as threads: answers within what they answer, down to the last level.
struct CommentTree {
    let rights: CommentRights
    let edition: Edition
    /// A form that stands under a comment.
    let form: CommentForm?
    /// Where threads go on, each by its first comment.
    let further: [Identifier<Comment>: PageToken]
    private let names: [Identifier<Comment>: String]

    /// - Parameter entries: In the order in which they are read.
    static func items(
        of entries: [CommentEntry], further: [Identifier<Comment>: PageToken], form: CommentForm?, with rights: CommentRights,
        in edition: Edition
    ) -> [CommentItem] {
        var names: [Identifier<Comment>: String] = [:]
        for case .shown(let comment) in entries { names[comment.id] = comment.author.name }
        return CommentTree(rights: rights, edition: edition, form: form, further: further, names: names)
            .items(entries[...], level: 0)
    }

    // Recursion ends at the last level, where everything that follows stands in one row.
    private func items(_ entries: ArraySlice<CommentEntry>, level: Int) -> [CommentItem] {
        var items: [CommentItem] = []
        var rest = entries
        while let first = rest.popFirst() {
            guard level < CommentItem.maxLevel else {
                items.append(item(first, answers: []))
                continue
            }
            let answers = rest.prefix { $0.place.depth > first.place.depth }
            rest = rest.dropFirst(answers.count)
            items.append(item(first, answers: self.items(answers, level: level + 1)))
        }
        return items
    }

    private func item(_ entry: CommentEntry, answers: [CommentItem]) -> CommentItem {
        var item = itself(entry, answers: answers)
        if let place = further[entry.id] {
            item.goOn(at: rights.address.at(place, in: entry.id).path(rights.articlePath, to: "comments"))
        }
        return item
    }

    private func itself(_ entry: CommentEntry, answers: [CommentItem]) -> CommentItem {
        switch entry {
        case .shown(let comment):
            CommentItem(
                comment, answering: comment.place.parent.flatMap { names[$0] } ?? "", answers: answers,
                form: form?.about == comment.id.description ? form : nil, with: rights, in: edition)
        case .gone(let id, let place):
            CommentItem(goneFrom: place, id: id, answers: answers, in: edition)
        }
    }
}
