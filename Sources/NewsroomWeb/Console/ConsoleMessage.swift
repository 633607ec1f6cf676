import LiveFeed
import NIOCore
import Newsroom

/// What the server tells a console, as text of `courant.moderation.v1`.
enum ConsoleMessage {
    /// Everything that a console needs to begin.
    static func snapshot(_ standing: ConsoleStanding, because reason: ConsoleState.SnapshotReason, for console: OpenConsole) -> JSON {
        message("snapshot", [.init("reason", .string(reason.word)), .init("cursor", .string(standing.cursor.description))] + standing.members(for: console))
    }

    /// The console has everything up to its cursor; what came after it follows.
    static func resumed(_ standing: ConsoleStanding, from cursor: Cursor, for console: OpenConsole) -> JSON {
        message("resumed", [.init("from", .string(cursor.description)), .init("cursor", .string(standing.cursor.description))] + standing.members(for: console))
    }

    /// What happened since, as the log tells it.
    /// - Parameter events: CloudEvents, encoded once for everybody.
    static func delta(_ events: ArraySlice<ByteBuffer>, through cursor: Cursor, counts: QueueCounts) -> ByteBuffer {
        var text = ByteBuffer(string: #"{"type":"delta","cursor":"\#(cursor)","events":["#)
        for (index, event) in events.enumerated() {
            if index > 0 { text.writeString(",") }
            text.writeImmutableBuffer(event)
        }
        text.writeString(#"],"counts":"#)
        text.writeBytes(counts.json.bytes)
        text.writeString("}")
        return text
    }

    /// How many positions of the log the console has not been told.
    static func behind(_ count: Int) -> JSON { message("behind", [.init("n", .number(count))]) }

    /// The answer to a command.
    static func result(_ id: String, _ members: [JSON.Member]) -> JSON { message("result", [.init("id", .string(id))] + members) }

    /// The answer to a command that was not carried out.
    static func problem(_ id: String?, _ problem: Problem) -> JSON { message("problem", [.init("id", .string(id))] + problem.consoleMembers) }

    /// The last word.
    static func closing(_ reason: ConsoleEnd) -> JSON { message("closing", [.init("reason", .string(reason.rawValue))]) }

    private static func message(_ type: String, _ members: [JSON.Member]) -> JSON { .object([.init("type", .string(type))] + members) }
}

extension Problem {
    /// What a problem says on a socket; there is no status.
    fileprivate var consoleMembers: [JSON.Member] {
        var fields: [JSON.Member] = [
            .init("code", .string(code.rawValue)), .init("title", .string(code.title)), .init("detail", .string(detail)),
        ]
        if !errors.isEmpty {
            fields.append(.init("errors", .array(errors.map { .object([.init("field", .string($0.field)), .init("detail", .string($0.detail))]) })))
        }
        return fields + members.map { JSON.Member($0.name, $0.value) }
    }
}
