import NIOCore
import Newsroom
import NewsroomStore

/// What the server tells a console, as texts of `courant.moderation.v1`.
enum ConsoleMessage {
    /// Everything that a console needs to begin.
    static func snapshot(_ room: Snapshot<ModerationRoom>, because reason: SnapshotReason, for desk: ConsoleDesk) -> JSON {
        let head: [JSON.Member] = [
            .init("reason", .string(reason.word)), .init("cursor", .string(room.cursor.description)),
        ]
        return message("snapshot", head + desk.members + room.value.members)
    }

    /// The console has everything up to a cursor; what came after it follows.
    static func resumed(_ room: Snapshot<ModerationRoom>, from cursor: Cursor, for desk: ConsoleDesk) -> JSON {
        let head: [JSON.Member] = [
            .init("from", .string(cursor.description)), .init("cursor", .string(room.cursor.description)),
        ]
        return message("resumed", head + desk.members + room.value.members)
    }

    /// What happened, as the log tells it.
    /// - Parameters:
    ///   - events: CloudEvents, encoded once for everybody.
    ///   - cursor: Where a console goes on that has handled this message.
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
    static func result(_ id: String, _ members: [JSON.Member]) -> JSON {
        message("result", [.init("id", .string(id))] + members)
    }

    /// The answer to a command that was not carried out.
    static func problem(_ id: String?, _ problem: Problem) -> JSON {
        message("problem", [.init("id", .string(id))] + problem.inner)
    }

    /// The last word.
    static func closing(_ reason: ConsoleEnd) -> JSON { message("closing", [.init("reason", .string(reason.rawValue))]) }

    private static func message(_ type: String, _ members: [JSON.Member]) -> JSON {
        .object([.init("type", .string(type))] + members)
    }
}

extension ConsoleDesk {
    /// Who the console is.
    fileprivate var members: [JSON.Member] {
        [.init("console", .string(id.description)), .init("moderator", principal.actor.json)]
    }
}

extension ModerationRoom {
    fileprivate var members: [JSON.Member] {
        [
            .init("counts", counts.json), .init("moderators", .array(present.map(\.json))),
            .init("claims", .array(claims.map(\.json))),
        ]
    }
}
