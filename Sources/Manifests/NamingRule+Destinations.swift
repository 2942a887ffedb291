internal import AWSNames

extension NamingRule {
    /// The rule for a destination's name, which occurs in references files and on the command line.
    static let destinationName = NamingRule(
        "must be a destination name: letters, digits, '.', '_' and '-', beginning with a letter or digit",
        /[A-Za-z0-9][A-Za-z0-9._\-]*/
    )

    /// The rule for the URL of an S3-compatible server other than AWS's.
    static let endpoint = NamingRule(
        "must be a URL such as 'https://s3.example.com'",
        /https?:\/\/[^\/?#\s]+[^?#\s]*/
    )
}
