public import Foundation

/// What was read, and the cursor of the same database snapshot: a stream opened after it misses no later change.
public struct Snapshot<Value: Sendable>: Sendable {
    /// What was read.
    public let value: Value
    /// Where the log stood.
    public let cursor: Cursor

    /// Joins a value to the log.
    public init(_ value: Value, cursor: Cursor) {
        self.value = value
        self.cursor = cursor
    }
}

/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    /// In the list's order.
    public let items: [Item]
    /// Where the next page starts; `nil` on the last.
    public let next: PageToken?

    /// Describes a page.
    public init(items: [Item], next: PageToken?) {
        self.items = items
        self.next = next
    }
}

/// Where a page starts: opaque to clients, base64url of a sort key.
public struct PageToken: Hashable, Sendable {
    /// Microseconds since 1970 of the last item before the page; in a list of numbers, its number.
    public let microseconds: Int64
    /// The last item before the page; it breaks ties.
    public let id: UUID

    /// Names a place in a list.
    public init(microseconds: Int64, id: UUID) {
        self.microseconds = microseconds
        self.id = id
    }
}
