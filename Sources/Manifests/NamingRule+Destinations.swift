internal import AWSNames

extension NamingRule {
    /// The rule for a destination's name, which occurs in references files and on the command line.
    static let destinationName = NamingRule(
        "must be a destination name: letters, digits, '.', '_' and '-', beginning with a letter or digit",
        /[A-Za-z0-9][A-Za-z0-9._\-]*/
    )

    /// The rule for the URL of an S3-compatible server other than AWS's, which is the one that the HTTP client has for URLs:
    /// a host of ASCII characters, a port up to 65535, a path, and neither user name nor query.
    static let endpoint = NamingRule(
        "must be a URL such as 'https://s3.example.com' or 'http://127.0.0.1:9000', without user name and query",
        /(?i:https?):\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~\-]+)(:(0*([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?)?(\/([^?#%\s]|%[0-9A-Fa-f]{2})*)?/
    )
}
