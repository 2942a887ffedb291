import Commands

await SageAssets.run()
