/// The tags of a template, as far as checking them needs it. The printing is swift-mustache's.
///
/// Source: mustache(5), with inheritance as in «Template Inheritance» of swift-mustache.
indirect enum TemplateTag: Equatable {
    case variable(String)
    /// Printed as it is: `{{{name}}}` or `{{&name}}`.
    case unescaped(String)
    case section(String, isInverted: Bool, [TemplateTag])
    case partial(String)
    case parent(String, blocks: [TemplateTag])
    case block(String, [TemplateTag])

    /// Reads a template's tags.
    /// - Throws: `TemplateError.malformed`.
    static func tags(of text: String, file: String) throws(TemplateError) -> [TemplateTag] {
        var open: [(opener: String, name: String, children: [TemplateTag])] = [("", "", [])]
        var rest = Substring(text)
        while let start = rest.firstRange(of: "{{") {
            rest = rest[start.upperBound...]
            let isTriple = rest.first == "{"
            guard let end = rest.firstRange(of: isTriple ? "}}}" : "}}") else {
                throw .malformed(file: file, reason: "a tag is not closed")
            }
            let inside = rest[..<end.lowerBound].dropFirst(isTriple ? 1 : 0)
            rest = rest[end.upperBound...]
            let sigil = isTriple ? "{" : inside.first.map(String.init) ?? ""
            let name = inside.drop { "#^/>$<&!%=".contains($0) }.trimmingSpaces
            switch sigil {
            case "!", "%": continue
            case "=": throw .malformed(file: file, reason: "delimiters stay as they are")
            case "{", "&": open[open.count - 1].children.append(.unescaped(name))
            case ">": open[open.count - 1].children.append(.partial(name))
            case "#", "^", "$", "<": open.append((sigil, name, []))
            case "/":
                let closed = open.removeLast()
                guard !open.isEmpty, closed.name == name else {
                    throw .malformed(file: file, reason: "{{/\(name)}} closes nothing that is open")
                }
                open[open.count - 1].children.append(tag(closed.opener, closed.name, closed.children))
            default: open[open.count - 1].children.append(.variable(name))
            }
        }
        guard open.count == 1 else {
            throw .malformed(file: file, reason: "{{\(open[1].opener)\(open[1].name)}} is not closed")
        }
        return open[0].children
    }

    private static func tag(_ opener: String, _ name: String, _ children: [TemplateTag]) -> TemplateTag {
        switch opener {
        case "#": .section(name, isInverted: false, children)
        case "^": .section(name, isInverted: true, children)
        case "<": .parent(name, blocks: children)
        default: .block(name, children)
        }
    }
}
