import multiprocessing

bind = "unix:/run/shop/shop.sock"
workers = multiprocessing.cpu_count() * 2 + 1
forwarded_allow_ips = "127.0.0.1"
