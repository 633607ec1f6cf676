import Foundation

extension Event {
    /// The event as a CloudEvents 1.0 object, JSON in one line.
    ///
    /// Source: CloudEvents 1.0.2 «JSON Event Format»; `topics` and `revision` are extension attributes.
    public var cloudEvent: String {
        let topics = topics.map(JSONText.string).joined(separator: ",")
        return """
            {"specversion":"1.0","id":"\(cursor)","source":"/v1","type":\(JSONText.string(type)),\
            "subject":\(JSONText.string(subject)),"time":"\(Timestamp.text(of: time))","datacontenttype":"application/json",\
            "topics":[\(topics)],"revision":\(revision),"data":\(data)}
            """
    }
}

/// Writes a JSON string literal (RFC 8259 section 7) that also stays on one line.
enum JSONText {
    static func string(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
