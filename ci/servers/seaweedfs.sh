# SeaweedFS: master, volume server, filer and S3 in one process.

ports_needed=8

launch() {
    cat >"$dir/s3.json" <<JSON
{"identities": [{"name": "tester", "credentials": [{"accessKey": "$access", "secretKey": "$secret"}],
                 "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}
JSON
    mkdir -p "$dir/data"
    spawn seaweedfs env WEED_S3_SSE_KEY=test "$environment/bin/weed" -logtostderr=true server \
        -dir="$dir/data" -ip=127.0.0.1 -ip.bind=127.0.0.1 \
        -master.telemetry=false -master.electionTimeout=1s -master.volumeSizeLimitMB=4096 -volume.max=50 \
        -master.port="${ports[1]}" -master.port.grpc="${ports[2]}" \
        -volume.port="${ports[3]}" -volume.port.grpc="${ports[4]}" \
        -filer -filer.port="${ports[5]}" -filer.port.grpc="${ports[6]}" \
        -s3 -s3.port="${ports[0]}" -s3.port.grpc="${ports[7]}" -s3.port.iceberg=0 -s3.port.lance=0 \
        -s3.config="$dir/s3.json" -s3.domainName=s3.localhost -s3.autoCreateBucket=false
}
