public import Assets
public import Manifests

/// The image of an asset at a destination.
public struct ImagePlan: Sendable, Hashable, Codable {
    /// The work for an image.
    public enum Action: String, Sendable, Hashable, Codable {
        /// The image is there.
        case found
        /// The image is read from another destination, and pushed.
        case push
        /// The image is built and pushed.
        case build
    }

    /// The work for the image.
    public let action: Action
    /// The image that is there.
    public var image: ImageReference?
    /// The destination that the image is read from.
    public var source: String?
    /// The program that builds the image.
    public var builder: BuilderName?

    static func found(_ image: ImageReference) -> Self { Self(action: .found, image: image) }
    static func push(from source: String) -> Self { Self(action: .push, source: source) }
    static func build(_ builder: BuilderName?) -> Self { Self(action: .build, builder: builder) }
}
