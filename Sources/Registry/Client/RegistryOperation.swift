internal import Basics
internal import HTTP

/// A request to a registry before it is addressed and authorized.
struct RegistryOperation: Sendable {
    /// The location of the resource.
    enum Resource: Sendable {
        /// A path below the repository: `manifests/TAG`.
        case path(String, query: [HTTPURL.QueryItem] = [])
        /// A URL that a response had.
        case url(HTTPURL)
    }

    let kind: RegistryErrorResponse.Operation
    /// The name of the image or repository, for messages.
    let item: String
    let method: HTTPMethod
    let resource: Resource
    /// The permissions that a token must have.
    let scopes: Set<RegistryScope>
    var headers: HTTPHeaders = [:]
    var body: any ByteSource = [] as [UInt8]
    /// The statuses besides 2xx that are no errors.
    var acceptedStatuses: Set<Int> = []
    /// The most bytes that a successful response may have.
    var responseLimit = 0

    func accepts(_ status: Int) -> Bool { (200..<300).contains(status) || acceptedStatuses.contains(status) }
}

/// A permission on a repository.
///
/// Source: "Token Scope Documentation" of Docker's registry.
struct RegistryScope: Sendable, Hashable {
    enum Action: String, Sendable {
        case pull
        case push
    }

    let repository: String
    let action: Action

    /// The permissions to read a repository.
    static func pull(_ repository: String) -> Set<RegistryScope> { [.init(repository: repository, action: .pull)] }

    /// The permissions to write a repository.
    static func push(_ repository: String) -> Set<RegistryScope> {
        pull(repository).union([.init(repository: repository, action: .push)])
    }
}

extension Set<RegistryScope> {
    /// The texts that token servers take, one for each repository: `repository:NAME:pull,push`.
    var texts: [String] {
        Dictionary(grouping: self, by: \.repository).sorted { $0.key < $1.key }.map { repository, scopes in
            "repository:\(repository):" + scopes.map(\.action.rawValue).sorted().joined(separator: ",")
        }
    }
}
