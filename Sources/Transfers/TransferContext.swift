package import Stores

/// The store of a transfer, and the services that all transfers of a run share.
package struct TransferContext: Sendable {
    package let store: any ObjectStore
    package let scheduler: TransferScheduler
    package let observer: TransferObserver
    /// The number of threads that work on files.
    package let width: Int

    /// Whether the store is asked to keep the CRC64NVME of what is written, so that it has to be computed.
    var keepsCRC64NVME: Bool { store.properties.checksumAlgorithm == .crc64nvme }

    /// Joins a store and the services of a run.
    package init(
        store: any ObjectStore,
        scheduler: TransferScheduler,
        observer: @escaping TransferObserver = { _ in },
        width: Int
    ) {
        self.store = store
        self.scheduler = scheduler
        self.observer = observer
        self.width = width
    }
}
