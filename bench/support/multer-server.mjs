// A server that takes a form with multer's own disk storage, as most Express applications do.
import express from "express";
import multer from "multer";

const upload = multer({ storage: multer.diskStorage({ destination: process.argv[2] }) });
const app = express();
app.post("/", upload.array("files"), (_request, response) => void response.json({}));
const server = app.listen(0, "127.0.0.1", () => process.send?.(server.address()));
