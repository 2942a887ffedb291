internal import AWSNames

extension NamingRule {
    /// The form of a destination's name in references files and on the command line.
    static let destinationName = NamingRule(
        "must be a destination's name: letters, digits, '.', '_' and '-', beginning with a letter or digit",
        /[A-Za-z0-9][A-Za-z0-9._\-]*/
    )

    /// The form of the URL of a server other than AWS's.
    static let endpoint = NamingRule(
        "must be a URL such as 'https://s3.example.com'",
        /https?:\/\/[^\/?#\s]+[^?#\s]*/
    )
}
