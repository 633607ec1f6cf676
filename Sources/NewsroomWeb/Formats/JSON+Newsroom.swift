import Foundation
import Newsroom

extension JSON {
    /// A time, or `null`.
    static func time(_ time: Date?) -> JSON { .string(time.map(Timestamp.text)) }

    /// A list as every list is answered.
    static func list(_ items: [JSON], cursor: Cursor? = nil) -> JSON {
        .object([.init("items", .array(items))] + (cursor.map { [.init("cursor", .string($0.description))] } ?? []))
    }
}
