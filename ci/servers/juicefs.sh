# JuiceFS's gateway: MinIO's front end of 2022 over files, which knows neither checksum headers nor trailers.

ports_needed=2

launch() {
    local juicefs=$environment/bin/juicefs metadata=sqlite3://$dir/metadata.db
    "$juicefs" format --storage file --bucket "$dir/data" --trash-days 0 "$metadata" sageassets \
        >"$dir/format.log" 2>&1
    spawn gateway env MINIO_ROOT_USER="$access" MINIO_ROOT_PASSWORD="$secret" MINIO_REGION_NAME=us-east-1 \
        MINIO_DOMAIN=s3.localhost \
        "$juicefs" gateway --no-banner --no-usage-report --multi-buckets --object-meta --object-tag \
        --cache-size 0 --backup-meta 0 --log "$dir/juicefs.log" --metrics "127.0.0.1:${ports[1]}" \
        "$metadata" "127.0.0.1:${ports[0]}"
}
