/// One thing that was measured.
public struct Figure: Sendable, Hashable {
    /// For programs: `delivery_cpu`.
    public let name: String
    /// For people: «server's CPU for a delivery».
    public let label: String
    /// The value, in `unit`.
    public let value: Double
    /// `µs`, `MB`, `events/s`; empty for a count.
    public let unit: String
    /// Digits behind the point, for people.
    public let digits: Int

    /// Names a value.
    public init(_ name: String, _ label: String, _ value: some BinaryFloatingPoint, _ unit: String = "", digits: Int = 1) {
        self.name = name
        self.label = label
        self.value = Double(value)
        self.unit = unit
        self.digits = digits
    }

    /// Names a count.
    public init(_ name: String, _ label: String, _ count: Int, _ unit: String = "") {
        self.init(name, label, Double(count), unit, digits: 0)
    }

    /// The value for people, with commas between thousands.
    public var text: String { Figure.text(value, digits: digits) }

    static func text(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((value.magnitude * scale).rounded())
        let (whole, part) = (String(scaled / Int(scale)), String(scaled % Int(scale)))
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { grouped += "," }
            grouped.append(digit)
        }
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + grouped + (digits == 0 ? "" : "." + String(repeating: "0", count: digits - part.count) + part)
    }
}
