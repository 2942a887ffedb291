/// The consequence of a failed attempt.
public enum RetryDecision: Sendable, Hashable {
    /// The kinds of failures that may pass.
    public enum Cause: Sendable, Hashable {
        /// No complete response arrived.
        case noResponse
        /// The server could not do what it was asked.
        case serverError
        /// The server asks for fewer requests.
        case throttling
    }

    /// The error is final.
    case fail
    /// The error is final, and a response: the server can be reached.
    case reject
    /// Another attempt follows at once and costs nothing: the cause of the failure is removed.
    case repeatNow
    /// Another attempt follows after a delay, as long as the policy allows it.
    case backOff(Cause, retryAfter: Duration?)
}
