/// A page that a template prints. Its properties are the template's tags, by name.
protocol PrintedPage: Sendable {
    /// The template's name: its path without the ending.
    static var template: String { get }
    /// One with nothing left out, to check the template's tags against.
    static var sample: Self { get }
    /// What stands around it.
    var frame: PageFrame { get }
}
