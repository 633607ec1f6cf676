/// Compares the tags of all templates with the page structs, as swift-mustache will look them up: by reflection, innermost first.
struct TemplateChecker {
    private let tags: [String: [TemplateTag]]
    private var entered: Set<Place> = []
    private var passedBy: Set<Place> = []

    /// A section in a file.
    private struct Place: Hashable {
        let file: String
        let tag: String
        let page: String

        static func == (left: Place, right: Place) -> Bool { left.file == right.file && left.tag == right.tag }
        func hash(into hasher: inout Hasher) {
            hasher.combine(file)
            hasher.combine(tag)
        }
    }

    /// Where the check stands.
    private struct Scope {
        let page: String
        var file: String
        var stack: [Any]
        var blocks: [String: (file: String, tags: [TemplateTag])] = [:]
        var depth = 0
    }

    static let maxDepth = 16

    /// - Parameter texts: The templates by name.
    init(_ texts: [String: String]) throws(TemplateError) {
        var tags: [String: [TemplateTag]] = [:]
        for (name, text) in texts { tags[name] = try TemplateTag.tags(of: text, file: "\(name).mustache") }
        self.tags = tags
    }

    /// Checks a page's template, and all that it includes.
    mutating func check<Page: PrintedPage>(_ page: Page.Type) throws(TemplateError) {
        let name = "\(page)"
        guard let children = tags[page.template] else { throw .missing(file: "\(page.template).mustache", neededBy: name) }
        try check(children, Scope(page: name, file: "\(page.template).mustache", stack: [page.sample]))
    }

    /// Fails when some section was entered for no page: its tags are not known to be right.
    func finish() throws(TemplateError) {
        if let place = passedBy.subtracting(entered).first {
            throw .malformed(file: place.file, reason: "{{#\(place.tag)}} is never entered by a sample of \(place.page)")
        }
    }

    private mutating func check(_ tags: [TemplateTag], _ scope: Scope) throws(TemplateError) {
        for tag in tags {
            switch tag {
            case .variable(let name):
                guard case .value(let value)? = try find(name, scope) else { continue }
                if !(value is String || value is Int) { throw .notText(file: scope.file, tag: name, page: scope.page) }
            case .unescaped(let name):
                guard case .value(let value)? = try find(name, scope), value is TrustedHTML else {
                    throw .notTrusted(file: scope.file, tag: name, page: scope.page)
                }
            case .section(let name, let isInverted, let children):
                try checkSection(name, isInverted: isInverted, children, scope)
            case .partial(let name):
                try checkInclude(name, scope)
            case .parent(let name, let blocks):
                var inner = scope
                for case .block(let block, let children) in blocks where inner.blocks[block] == nil {
                    inner.blocks[block] = (scope.file, children)
                }
                try checkInclude(name, inner)
            case .block(let name, let children):
                var inner = scope
                inner.file = scope.blocks[name]?.file ?? scope.file
                try check(scope.blocks[name]?.tags ?? children, inner)
            }
        }
    }

    private mutating func checkSection(
        _ name: String, isInverted: Bool, _ children: [TemplateTag], _ scope: Scope
    ) throws(TemplateError) {
        let found = try find(name, scope)
        let place = Place(file: scope.file, tag: name, page: scope.page)
        if isInverted { return try check(children, scope) }
        var inner = scope
        switch found {
        case .value(_ as Bool): break
        case .value(let list as [Any]):
            guard let first = list.first else {
                passedBy.insert(place)
                return
            }
            inner.stack.append(first)
        case .value(let value): inner.stack.append(value)
        case nil:
            passedBy.insert(place)
            return
        }
        entered.insert(place)
        try check(children, inner)
    }

    private mutating func checkInclude(_ name: String, _ scope: Scope) throws(TemplateError) {
        guard let children = tags[name] else { throw .missing(file: "\(name).mustache", neededBy: "«\(scope.file)»") }
        guard scope.depth < TemplateChecker.maxDepth else { throw .malformed(file: scope.file, reason: "it includes itself") }
        var inner = scope
        inner.file = "\(name).mustache"
        inner.depth += 1
        try check(children, inner)
    }

    /// What a name stands for; `nil` when the sample has the property, but nothing in it.
    private func find(_ name: String, _ scope: Scope) throws(TemplateError) -> Found? {
        if name == "." { return scope.stack.last.map(Found.value) }
        let path = name.split(separator: ".").map(String.init)
        guard let first = path.first, !name.contains("("),
            let index = scope.stack.lastIndex(where: { TemplateChecker.property(first, of: $0) != nil })
        else { throw .unknownTag(file: scope.file, tag: name, page: scope.page) }
        var value: Any = scope.stack[index]
        for (step, part) in path.enumerated() {
            guard let child = TemplateChecker.property(part, of: value) else {
                throw .unknownTag(file: scope.file, tag: name, page: scope.page)
            }
            let mirror = Mirror(reflecting: child)
            guard mirror.displayStyle == .optional else {
                value = child
                continue
            }
            if step == 0, scope.stack[..<index].contains(where: { TemplateChecker.property(part, of: $0) != nil }) {
                throw .ambiguous(file: scope.file, tag: name, page: scope.page)
            }
            guard let wrapped = mirror.children.first?.value else { return nil }
            value = wrapped
        }
        return .value(value)
    }

    private enum Found {
        case value(Any)
    }

    private static func property(_ name: String, of value: Any) -> Any? {
        Mirror(reflecting: value).children.first { $0.label == name }?.value
    }
}
