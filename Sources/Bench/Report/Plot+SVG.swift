extension Plot {
    private static let colors = ["#0b6bcb", "#c2410c", "#15803d", "#7c3aed", "#a16207", "#be185d"]
    private static let (ink, paper, grid) = ("#1f2328", "#fbfbfa", "#d8dade")
    private static let width = 820.0
    private static let panelHeight = 300.0
    private static let top = 44.0
    private static let left = 84.0
    private static let right = 24.0
    private static let inset = (top: 34.0, bottom: 52.0)

    /// The picture as a document. The background is light and opaque, so that it can be read on a dark page too.
    public var svg: String {
        let height = Plot.top + Plot.panelHeight * Double(panels.count)
        var lines = [
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(Plot.number(Plot.width)) \#(Plot.number(height))" font-family="system-ui, sans-serif" font-size="13" fill="\#(Plot.ink)">"#,
            #"<title>\#(title.escapedForXML)</title>"#,
            #"<rect width="100%" height="100%" rx="8" fill="\#(Plot.paper)"/>"#,
            Plot.text(title, x: Plot.width / 2, y: 27, anchor: "middle", style: " font-size='16' font-weight='600'"),
        ]
        for (index, panel) in panels.enumerated() {
            lines += Plot.drawing(of: panel, top: Plot.top + Plot.panelHeight * Double(index))
        }
        return lines.joined(separator: "\n") + "\n</svg>\n"
    }

    /// From values to places.
    private struct Frame {
        let x: ClosedRange<Double>, y: ClosedRange<Double>, top: Double, bottom: Double

        func place(_ point: Point) -> (x: Double, y: Double) {
            let width = Plot.width - Plot.left - Plot.right
            return (
                Plot.left + (point.x - x.lowerBound) / (x.upperBound - x.lowerBound) * width,
                bottom - (point.y - y.lowerBound) / (y.upperBound - y.lowerBound) * (bottom - top)
            )
        }
    }

    private static func drawing(of panel: Panel, top: Double) -> [String] {
        let points = panel.series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
        let yTicks = Plot.ticks(0, points.map(\.y).max() ?? 1)
        let names: [String]
        let xTicks: [Double]
        switch panel.form {
        case .lines: (names, xTicks) = ([], Plot.ticks(points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1))
        case .bars(let given): (names, xTicks) = (given, [-0.5, Double(max(1, given.count)) - 0.5])
        }
        let frame = Frame(
            x: xTicks[0]...xTicks[xTicks.count - 1], y: yTicks[0]...yTicks[yTicks.count - 1], top: top + inset.top,
            bottom: top + panelHeight - inset.bottom)
        var lines = axis(panel, frame, xTicks: names.isEmpty ? xTicks : [], yTicks)
        for (index, name) in names.enumerated() {
            let place = frame.place(Point(Double(index), frame.y.lowerBound))
            lines.append(text(name, x: place.x, y: frame.bottom + 18, anchor: "middle"))
        }
        for (index, series) in panel.series.enumerated() {
            let color = colors[index % colors.count]
            lines += names.isEmpty ? line(series, frame, color) : bars(series, frame, color, index, of: panel.series.count)
            let x = left + 12 + Double(index) * (width - left - right) / Double(max(1, panel.series.count))
            lines.append(#"<rect x="\#(number(x))" y="\#(number(top + 11))" width="12" height="12" rx="2" fill="\#(color)"/>"#)
            lines.append(text(series.name, x: x + 18, y: top + 21, anchor: "start"))
        }
        return lines
    }

    private static func axis(_ panel: Panel, _ frame: Frame, xTicks: [Double], _ yTicks: [Double]) -> [String] {
        var lines: [String] = []
        for tick in yTicks {
            let y = frame.place(Point(frame.x.lowerBound, tick)).y
            lines.append(
                #"<line x1="\#(number(left))" x2="\#(number(width - right))" y1="\#(number(y))" y2="\#(number(y))" stroke="\#(grid)"/>"#
            )
            lines.append(text(label(tick), x: left - 8, y: y + 4, anchor: "end"))
        }
        for tick in xTicks {
            let x = frame.place(Point(tick, 0)).x
            lines.append(text(label(tick), x: x, y: frame.bottom + 18, anchor: "middle"))
        }
        let middle = (frame.top + frame.bottom) / 2
        lines.append(text(panel.x, x: (left + width - right) / 2, y: frame.bottom + 38, anchor: "middle"))
        lines.append(
            text(panel.y, x: 20, y: middle, anchor: "middle", style: " transform='rotate(-90 20 \(number(middle)))'"))
        return lines
    }

    private static func line(_ series: Series, _ frame: Frame, _ color: String) -> [String] {
        let places = series.points.filter { $0.x.isFinite && $0.y.isFinite }.map(frame.place)
        let points = places.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
        return [#"<polyline points="\#(points)" fill="none" stroke="\#(color)" stroke-width="2" stroke-linejoin="round"/>"#]
    }

    private static func bars(_ series: Series, _ frame: Frame, _ color: String, _ index: Int, of count: Int) -> [String] {
        let share = 0.8 / Double(max(1, count))
        return series.points.filter(\.y.isFinite).map { point in
            let start = frame.place(Point(point.x - 0.4 + share * Double(index), point.y))
            let end = frame.place(Point(point.x - 0.4 + share * Double(index + 1), frame.y.lowerBound))
            return
                #"<rect x="\#(number(start.x))" y="\#(number(start.y))" width="\#(number(max(1, end.x - start.x - 2)))" height="\#(number(end.y - start.y))" fill="\#(color)"/>"#
        }
    }

    private static func text(_ text: String, x: Double, y: Double, anchor: String, style: String = "") -> String {
        #"<text x="\#(number(x))" y="\#(number(y))" text-anchor="\#(anchor)"\#(style)>\#(text.escapedForXML)</text>"#
    }

    // MARK: Numbers

    /// Round numbers that reach over a range, two at least.
    static func ticks(_ low: Double, _ high: Double) -> [Double] {
        let span = max(high - low, high.magnitude * 1e-9, 1e-9)
        var step = 1e-9
        while span / step > 6 {
            if span / (step * 2) <= 6 { step *= 2 } else if span / (step * 5) <= 6 { step *= 5 } else { step *= 10 }
        }
        let first = (low / step).rounded(.down)
        let last = max((high / step).rounded(.up), first + 1)
        return (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    private static func label(_ value: Double) -> String {
        for digits in 0...6 {
            let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
            if ((value * scale).rounded() / scale - value).magnitude <= value.magnitude * 1e-9 {
                return Figure.text(value, digits: digits)
            }
        }
        return Figure.text(value, digits: 6)
    }

    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }
}

extension String {
    fileprivate var escapedForXML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case _ where scalar.value < 0x20: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
