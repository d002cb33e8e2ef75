address = "0.0.0.0"
port = 5555
unauthenticated_api = True  # finding: listener/open-api
basic_auth = ["admin:admin"]  # finding: secret/published
broker_api = "http://guest:guest@queue.example.org:15672/api/"  # finding: channel/encrypted
