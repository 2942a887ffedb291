package import Basics

extension JSON {
    /// The value in YAML, with sorted keys and a newline at the end.
    package var yaml: String { YAML.text(of: self) }
}
