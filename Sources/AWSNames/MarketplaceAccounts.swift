/// The AWS accounts that publish the model packages of AWS Marketplace.
package enum MarketplaceAccounts {
    /// The accounts of all regions.
    ///
    /// Source: the ARNs of AWS Marketplace's model packages, as sellers give them by region.
    package static let all: Set = [
        "057799348421", "077584701553", "136758871317", "192199979996", "270155090741", "382657785993", "446921602837",
        "470592106596", "594846645681", "666831318237", "745090734665", "843114510376", "856760150666", "865070037744",
        "977537786026", "985815980388",
    ]
}
