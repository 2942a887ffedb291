internal import AWS
