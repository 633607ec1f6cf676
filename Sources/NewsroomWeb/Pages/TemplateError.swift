/// Why the templates cannot be used. The server does not start with such a fault, because it would print holes.
public enum TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such folder, or it cannot be read.
    case noFolder(String)
    /// A file that a page, a template or another file asks for is not there.
    case missing(file: String, neededBy: String)
    /// A file cannot be understood.
    case malformed(file: String, reason: String)
    /// A tag names nothing that the page has.
    case unknownTag(file: String, tag: String, page: String)
    /// A tag names something that is no text.
    case notText(file: String, tag: String, page: String)
    /// A tag prints without escaping what is no `TrustedHTML`.
    case notTrusted(file: String, tag: String, page: String)
    /// A tag names something that may be absent, and then would find its namesake further out.
    case ambiguous(file: String, tag: String, page: String)

    /// One line for the log.
    public var description: String {
        switch self {
        case .noFolder(let path): "There are no templates in «\(path)»"
        case .missing(let file, let neededBy): "«\(file)» is missing; \(neededBy) needs it"
        case .malformed(let file, let reason): "«\(file)» is malformed: \(reason)"
        case .unknownTag(let file, let tag, let page): "«\(file)» has {{\(tag)}}, but \(page) has no such property"
        case .notText(let file, let tag, let page): "«\(file)» prints {{\(tag)}}, which is no text in \(page)"
        case .notTrusted(let file, let tag, let page): "«\(file)» has {{{\(tag)}}}, which is no TrustedHTML in \(page)"
        case .ambiguous(let file, let tag, let page): "«\(file)» has {{\(tag)}} in \(page): optional, with a namesake around it"
        }
    }
}
