# MiniStack checks signatures only with AUTH=true, and never those of the root key: a user of its IAM is needed.

ports_needed=1

launch() {
    local root_access=root root_secret=root
    spawn ministack env AUTH=true BIND_HOST=127.0.0.1 GATEWAY_PORT="${ports[0]}" \
        AWS_ACCESS_KEY_ID=$root_access AWS_SECRET_ACCESS_KEY=$root_secret \
        "$environment/bin/ministack"
    "$python" "$here/await.py" "$endpoint" $root_access $root_secret
    read -r access secret <<<"$("$python" - "$endpoint" $root_access $root_secret <<'PYTHON'
import json, sys

import boto3

endpoint, access, secret = sys.argv[1:]
iam = boto3.client(
    "iam", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id=access, aws_secret_access_key=secret
)
everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
policy = {"Version": "2012-10-17", "Statement": [everything]}
iam.create_user(UserName="tester")
iam.put_user_policy(UserName="tester", PolicyName="everything", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="tester")["AccessKey"]
print(key["AccessKeyId"], key["SecretAccessKey"])
PYTHON
)"
}
