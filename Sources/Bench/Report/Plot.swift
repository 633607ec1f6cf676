/// A picture of figures: panels one below the other, each with axes of its own.
public struct Plot: Sendable, Hashable {
    /// A point.
    public struct Point: Sendable, Hashable {
        /// To the right.
        public let x: Double
        /// Upwards.
        public let y: Double

        /// Names a point.
        public init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Points of one thing.
    public struct Series: Sendable, Hashable {
        /// For the legend.
        public let name: String
        /// By rising x.
        public var points: [Point]

        /// Names points.
        public init(_ name: String, _ points: [Point]) {
            self.name = name
            self.points = points
        }
    }

    /// One pair of axes.
    public struct Panel: Sendable, Hashable {
        /// How points are shown.
        public enum Form: Sendable, Hashable {
            /// Joined by lines.
            case lines
            /// Bars with a name each, at x = 0, 1, 2 …
            case bars([String])
        }

        /// How points are shown.
        public let form: Form
        /// Below the axis, with its unit.
        public let x: String
        /// Beside the axis, with its unit.
        public let y: String
        /// What is shown.
        public let series: [Series]

        /// Describes a panel.
        public init(_ form: Form = .lines, x: String, y: String, _ series: [Series]) {
            self.form = form
            self.x = x
            self.y = y
            self.series = series
        }
    }

    /// Above all.
    public let title: String
    /// From top to bottom.
    public let panels: [Panel]

    /// Describes a picture.
    public init(_ title: String, _ panels: [Panel]) {
        self.title = title
        self.panels = panels
    }
}
