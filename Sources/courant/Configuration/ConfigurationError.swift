/// A setting that cannot be used: which, from where, and how to mend it.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// A name that nobody knows, with the nearest that somebody does.
    static func unknown(_ name: String, in source: String, known: [String]) -> ConfigurationError {
        let nearest = known.map { (name: $0, distance: distance(name.lowercased(), $0.lowercased())) }.min {
            $0.distance < $1.distance
        }
        let hint = nearest.flatMap { $0.distance <= max(2, name.count / 3) ? "; did you mean «\($0.name)»?" : nil }
        return ConfigurationError("«\(name)» in \(source) is no setting\(hint ?? "; «courant serve --help» lists them")")
    }

    /// Edits between two words (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
